import numpy as np
import pytest

from tests.media.animatic.clips import luma, painter, payload

SEA = "Setting: exterior, sea coast, day. Lighting: day."


def shift_between(a, b, axis, reach):
    """The whole-pixel shift of ``b`` against ``a`` along ``axis`` that fits best."""
    best, found = None, 0
    for shift in range(-reach, reach + 1):
        moved = np.roll(b, -shift, axis=axis)
        cut = (slice(None), slice(reach, -reach)) if axis else (slice(reach, -reach), slice(None))
        error = np.abs(moved[cut] - a[cut]).mean()
        if best is None or error < best:
            best, found = error, shift
    return found


@pytest.mark.parametrize(
    ("camera", "axis", "sign"),
    [("pan right", 1, -1), ("pan left", 1, 1), ("tilt up", 0, 1), ("tilt down", 0, -1), ("track right", 1, -1)],
)
def test_the_picture_moves_against_the_camera(camera, axis, sign):
    shot = painter(f"Wide shot: The shore. Camera: {camera}. {SEA}", 2)
    shift = shift_between(luma(shot.frame(20)), luma(shot.frame(28)), axis, 16)
    assert np.sign(shift) == sign


def column_spread(planes):
    """How far from the middle the figure's red dress reaches, by its V plane."""
    red = planes[2][25:75].astype(int) > 150
    columns = np.flatnonzero(red.any(axis=0))
    return int(columns[-1] - columns[0])


def test_a_push_enlarges_and_a_pull_reduces():
    who = "Full shot: MARA (a woman, red dress) waits."
    push = painter(f"{who} Camera: push in. {SEA}", 2)
    assert column_spread(push.frame(46)) > 1.1 * column_spread(push.frame(0))
    pull = painter(f"{who} Camera: pull back. {SEA}", 2)
    assert column_spread(pull.frame(46)) < 0.92 * column_spread(pull.frame(0))


def test_a_push_moves_figures_more_than_the_backdrop_a_zoom_both_alike():
    from compiler.media.animatic.camera import view_at

    push = view_at(painter("Wide shot: KIT (a girl) waits. Camera: push in.", 2).board, 2.0, False)
    zoom = view_at(painter("Wide shot: KIT (a girl) waits. Camera: zoom in.", 2).board, 2.0, False)
    assert push.near_scale > push.far_scale > 1
    assert zoom.near_scale == zoom.far_scale > 1.2


def test_a_pan_is_smooth_to_a_fraction_of_a_pixel():
    from compiler.media.animatic.planes import Sampler

    ramp = np.tile(np.linspace(0, 250, 800), (40, 1)).astype(np.uint8)
    ramp = np.ascontiguousarray(np.tile(128 + 100 * np.sin(np.arange(800) / 9), (60, 1))).astype(np.uint8)
    sampler = Sampler()
    places = []
    for step in range(40):
        row = sampler.plane(ramp, 100 + 0.37 * step, 12, 1.12, 400, 32)[16].astype(float)
        spectrum = np.fft.rfft(row - row.mean())
        wave = np.arange(400) * 1.12 / 9
        places.append(np.angle(np.sum((row - row.mean()) * np.exp(-1j * wave))) * 9)
        assert spectrum.size
    moved = np.diff(np.unwrap(np.array(places) / 9) * 9)
    assert abs(moved.mean() - 0.37) < 0.02
    assert moved.std() < 0.12


def test_a_static_shot_holds_still_but_for_its_time_code():
    shot = painter(f"Wide shot: KIT (a girl) waits. {SEA}", 2)
    a, b = shot.frame(3)[0], shot.frame(40)[0]
    assert np.array_equal(a[:140], b[:140])
    assert not np.array_equal(a[150:, :120], b[150:, :120])


@pytest.mark.parametrize(
    "place", ["exterior, city street", "interior, office", "exterior, forest", "interior, kitchen"]
)
def test_night_is_darker_than_dusk_and_dusk_than_day(place):
    means = [
        luma(painter(f"Wide shot: Nobody. Lighting: {time}. Setting: {place}, {time}.").frame(0)).mean()
        for time in ("night", "dusk", "day")
    ]
    assert means[0] < means[1] < means[2]


def test_warm_light_is_warmer_than_neon():
    warm = painter("Wide shot: Nobody. Lighting: candle light. Setting: interior, room, night.").frame(0)
    cold = painter("Wide shot: Nobody. Lighting: moonlight. Setting: exterior, coast, night.").frame(0)
    assert warm[2].mean() > cold[2].mean() + 5
    assert warm[1].mean() < cold[1].mean() - 5


def test_light_that_changes_darkens_in_the_shot():
    shot = painter("Wide shot: Sea. Lighting: day -> night. Setting: exterior, coast, day.", 2)
    assert luma(shot.frame(0)).mean() > luma(shot.frame(24)).mean() > luma(shot.frame(47)).mean() + 10


def test_closer_framings_show_people_larger():
    def height_of(framing):
        red = painter(f"{framing}: MARA (a woman, red dress) waits. {SEA}").frame(0)[2][20:].astype(int) > 150
        return red.mean()

    areas = [height_of(name) for name in ("Extreme wide shot", "Wide shot", "Full shot", "Medium shot")]
    assert areas == sorted(areas)
    assert areas[0] * 8 < areas[-1]


def test_a_subtitle_stands_only_while_its_line_is_spoken():
    shot = painter(f'Wide shot: KIT (a girl) waits. [KIT]: "Nobody came." {SEA}', 5, "640x360")
    (line,) = shot.board.lines
    before = shot.frame(int(line.start * 24) - 3)[0][270:320, 180:460]
    during = shot.frame(int((line.start + line.end) * 12))[0][270:320, 180:460]
    after = shot.frame(119)[0][270:320, 180:460]
    assert (during > 220).sum() > 150
    assert (before > 220).sum() == 0 == (after > 220).sum()


def test_a_beat_changes_the_picture():
    shot = painter(f"Medium shot: (0s-1s) KIT (a girl) stands. (1s-2s) KIT sits. {SEA}", 2)
    assert np.abs(luma(shot.frame(12)) - luma(shot.frame(46))).mean() > 4


def test_who_enters_is_not_there_at_first():
    shot = painter(f"Wide shot: MARA (a woman, red dress) enters the frame. {SEA}", 4)
    first, last = (shot.frame(number)[2].astype(int) > 150 for number in (0, 90))
    assert first.sum() < 0.1 * last.sum()


@pytest.mark.parametrize("resolution", ["320x180", "180x320", "240x240"])
def test_writing_stays_inside_and_apart(resolution):
    long = "a very long heading that goes on and on through every room of the house"
    shot = painter(
        f'Over-the-shoulder shot: KIT (a girl) waits. [KIT]: "{"word " * 40}" Camera: pan left, then tilt up,'
        " then orbit."
        f" Lighting: day. Setting: interior, {long}, day. [Sound: {long}]",
        6,
        resolution,
    )
    width, height = (int(side) for side in resolution.split("x"))
    for moment in np.arange(0, 6, 0.25):
        boxes = [(m.x, m.y, m.x + m.layer.width, m.y + m.layer.height) for m in shot.sheet.at(moment)]
        assert boxes
        for left, top, right, low in boxes:
            assert left >= 0 and top >= 0 and right <= width and low <= height
        writing = [box for box in boxes if box[2] - box[0] > 30]
        for index, a in enumerate(writing):
            for b in writing[index + 1 :]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 3 or b[3] <= a[1] + 3


def test_a_reference_image_shows_with_its_character():
    import io

    from PIL import Image

    from compiler.media.animatic.brief import read_clip
    from compiler.media.animatic.payload import read_payload
    from compiler.media.animatic.shot import ShotPainter

    data = io.BytesIO()
    Image.new("RGB", (300, 300), (0, 255, 0)).save(data, "PNG")
    asked = payload(f"Medium shot: MARA (a woman, red dress) waits. {SEA}", image_reference=["file:mara.png"])
    clip = read_clip(read_payload(asked), images=(data.getvalue(),))
    with_image = ShotPainter(clip, 0).frame(0)
    green = (with_image[1].astype(int) < 90) & (with_image[2].astype(int) < 90)
    assert green.sum() > 30


def test_every_place_can_be_painted_in_every_light():
    from compiler.media.animatic.backdrops import _PAINTERS, paint
    from compiler.media.animatic.board import Light, Setting
    from compiler.media.animatic.light import palette_for

    for kind in _PAINTERS:
        means = []
        for time in ("day", "night"):
            palette = palette_for(Light("", time), Setting("exterior", kind, "", kind))
            picture = np.asarray(paint(kind, kind, palette, 160, 90, 0.55), float)
            means.append(picture.mean())
            assert picture.std() > 4, kind
        assert kind == "space" or means[0] > means[1], kind


def test_a_clip_that_goes_on_from_an_animatic_leaves_its_last_frame_within_a_third_of_a_second():
    import io

    import av
    from PIL import Image

    def png(planes):
        frame = av.VideoFrame.from_ndarray(np.vstack([plane.reshape(-1, 640) for plane in planes]), format="yuv420p")
        data = io.BytesIO()
        frame.to_image().save(data, "PNG")
        return data.getvalue()

    size = "640x360"
    before = painter(f"Full shot: ELIAS (a man, black suit) waits. {SEA}", 1, size).frame(23)
    assert isinstance(Image.open(io.BytesIO(png(before))), Image.Image)
    prompt = f"Full shot: Nobody on the shore. {SEA}"
    plain = painter(prompt, 2, size)
    from compiler.media.animatic.brief import read_clip
    from compiler.media.animatic.payload import read_payload
    from compiler.media.animatic.shot import ShotPainter

    clip = read_clip(read_payload(payload((prompt, 2), resolution=size)), first_frame=png(before))
    joined = ShotPainter(clip, 0)
    differences = [np.abs(luma(joined.frame(n)) - luma(plain.frame(n))).mean() for n in range(9)]
    assert differences[0] > 1
    assert differences == sorted(differences, reverse=True)
    assert differences[7] == differences[8] == 0


def test_a_places_reference_is_its_backdrop():
    import io

    from PIL import Image

    from compiler.media.animatic.brief import read_clip
    from compiler.media.animatic.payload import read_payload
    from compiler.media.animatic.shot import ShotPainter

    data = io.BytesIO()
    Image.new("RGB", (640, 360), (0, 200, 0)).save(data, "PNG")
    prompt = "Wide shot: Nets dry. Setting: exterior, QUAY (a stone quay), day."
    clip = read_clip(read_payload(payload(prompt, image_reference=["data:,"])), images=(data.getvalue(),))
    _, u, v = ShotPainter(clip, 0).frame(0)
    assert (u < 110).mean() > 0.8
    assert (v < 110).mean() > 0.8
