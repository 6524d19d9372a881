import pytest

from compiler.media.animatic.board import Beat, Light, Move
from compiler.media.animatic.brief import read_clip
from compiler.media.animatic.cast import read_cast
from compiler.media.animatic.payload import read_payload
from compiler.media.animatic.sections import take_apart
from tests.media.animatic.clips import NEON, payload, read


def test_a_whole_prompt_is_read_back():
    first, second, third = read(*NEON).boards
    assert (first.framing, first.setting.side, first.setting.place, first.setting.time) == (
        "wide",
        "exterior",
        "cyberpunk street",
        "night",
    )
    assert first.setting.kind == "street"
    assert first.heading == "EXT. CYBERPUNK STREET — NIGHT"
    assert first.action == "Neon lights reflected in puddles on a futuristic city street."
    assert first.moves == (Move("push", 0.0, 1.0, 0.6),)
    assert first.lights == (Light("neon night, wet reflections", "night", ("neon",), ("wet",), ()),)
    assert first.sounds == ("steady rain",)
    assert [subject.name for subject in second.subjects] == ["ALPHA"]
    assert second.subjects[0].description == "a detective in her forties, wet charcoal trench coat, short black hair"
    assert second.subjects[0].kind == "character"
    assert second.action == "ALPHA checks a holographic map."
    assert second.objects == ("map",)
    (line,) = second.lines
    assert (line.speaker, line.manner, line.words) == ("ALPHA", "female, low, urgent", "We have to leave!")
    assert 0 < line.start < line.end < 2
    # The description came with the first mention; a later shot still knows it.
    assert third.subjects == second.subjects
    assert third.beats == (Beat(0.0, 1.0, "Static on ALPHA's eyes."), Beat(1.0, 2.0, "Her eyes narrow."))


def test_chinese_labels_and_quotes():
    (board,) = read(
        (
            "遠景：阿明（六十多歲的守塔人，藍色毛衣，白鬍）與老陳（港務局官員，灰色西裝）站在燈塔下。[阿明：男性，深沈嗓音，急迫]：「我們必須離開。」"
            "[老陳]：「這座燈塔撐不到天亮。」運鏡：緩慢推近。光影：黃昏，逆光。場景：外景，燈塔，黃昏。[音效：海浪，風][音樂：緊張]",
            8,
        )
    ).boards
    assert board.framing == "wide"
    assert [subject.name for subject in board.subjects] == ["阿明", "老陳"]
    assert [(line.speaker, line.words) for line in board.lines] == [
        ("阿明", "我們必須離開。"),
        ("老陳", "這座燈塔撐不到天亮。"),
    ]
    assert board.lines[0].end < board.lines[1].start
    assert board.moves == (Move("push", 0.0, 8.0, 0.6),)
    assert board.lights[0].time == "dusk"
    assert (board.setting.side, board.setting.place, board.setting.kind) == ("exterior", "燈塔", "coast")
    assert board.heading == "外景 燈塔 — 黃昏"
    assert board.sounds == ("海浪，風",)
    assert board.music == "緊張"
    assert board.chinese


def test_a_prompt_in_nobodys_form_still_gives_a_board():
    (board,) = read("A detective wearing a trench coat walks slowly through the rain, cinematic, 35mm").boards
    assert board.framing == "medium"
    assert board.unnamed == ("detective",)
    assert board.lens == "35mm"
    (bare,) = read("Neon").boards
    assert bare.framing == "wide"
    assert bare.action == "Neon"


@pytest.mark.parametrize(
    ("camera", "kinds"),
    [
        ("slow dolly push-in", ["push"]),
        ("pull back", ["pull"]),
        ("pans slowly to the left", ["pan left"]),
        ("pan right, then tilt up", ["pan right", "tilt up"]),
        ("crane down", ["crane down"]),
        ("orbits counterclockwise", ["orbit left"]),
        ("handheld tracking shot", ["handheld", "track right"]),
        ("zoom out", ["zoom out"]),
        ("locked-off", ["static"]),
        ("環繞", ["orbit right"]),
        ("手持，向左搖", ["handheld", "pan left"]),
        ("no such thing", []),
    ],
)
def test_camera_words(camera, kinds):
    (board,) = read((f"Wide shot: Rain. Camera: {camera}.", 4)).boards
    assert sorted(move.kind for move in board.moves) == sorted(kinds)


def test_moves_that_follow_on_share_the_shot():
    (board,) = read(("Wide shot: Rain. Camera: pan right, then tilt up.", 4)).boards
    assert [(move.kind, move.start, move.end) for move in board.moves] == [
        ("pan right", 0.0, 2.0),
        ("tilt up", 2.0, 4.0),
    ]


def test_light_that_changes_is_two_lights():
    (board,) = read("Wide shot: Sea. Lighting: golden hour -> dusk. Setting: exterior, coast, dusk.").boards
    assert [light.time for light in board.lights] == ["golden hour", "dusk"]


@pytest.mark.parametrize(
    "prompt",
    [
        'Medium shot: MARA turns. [MARA]: "Run!"',
        'Medium shot: MARA turns. MARA: "Run!"',
        'Medium shot: MARA turns. MARA (whispering): "Run!"',
        'Medium shot: MARA turns. MARA says, "Run!"',
        "Medium shot: MARA turns. [MARA: low]: “Run!”",
    ],
)
def test_dialogue_of_other_templates(prompt):
    (line,) = read(prompt).boards[0].lines
    assert (line.speaker, line.words) == ("MARA", "Run!")


def test_words_that_are_quoted_are_no_labels():
    sections = take_apart('Medium shot: MARA turns. [MARA]: "Camera: off. Light: out." Lighting: day.')
    assert sections.parts == {"lighting": "day"}
    assert sections.spoken[0].words == "Camera: off. Light: out."


def test_lines_that_do_not_fit_are_hurried_and_stay_in_their_shot():
    words = " ".join(["word"] * 30)
    (board,) = read((f'Medium shot: MARA talks. [MARA]: "{words}" [ELIAS]: "{words}"', 3)).boards
    first, second = board.lines
    assert 0 <= first.start < first.end <= second.start < second.end <= 3


def test_images_go_to_those_they_are_named_after_then_in_order():
    shots = [take_apart('Two-shot: MARA (a woman) and ELIAS (a man) meet. [ELIAS]: "Hm."')]
    named = read_cast(shots, ["file:refs/elias-front.png", "file:refs/mara.png"], 2)
    assert {subject.name: subject.image for subject in named} == {"MARA": 1, "ELIAS": 0}
    unnamed = read_cast(shots, ["", ""], 2)
    assert {subject.name: subject.image for subject in unnamed} == {"MARA": 0, "ELIAS": 1}


def test_props_and_places_are_no_people():
    kinds = {
        subject.name: subject.kind
        for subject in read(
            "Close-up: AURORA (a slim titanium wristwatch) lies on DOCK (a wooden pier at night). KIT (a girl) waits."
        ).cast
    }
    assert kinds == {"AURORA": "prop", "DOCK": "place", "KIT": "character"}


def test_a_chinese_name_does_not_make_a_prompt_chinese():
    (board,) = read("Full shot: 阿明 (a man) runs across the rooftop at dusk.").boards
    assert not board.chinese
    assert [subject.name for subject in board.subjects] == ["阿明"]


def test_an_interior_is_never_drawn_as_an_exterior():
    from compiler.media.animatic import terms
    from compiler.media.animatic.backdrops import _PAINTERS

    outdoors = {
        "alley",
        "street",
        "rooftop",
        "road",
        "coast",
        "lake",
        "forest",
        "park",
        "field",
        "desert",
        "mountain",
        "space",
    }
    words = [
        word.rstrip("*") for section in ("place", "inside") for row in terms._tables()[section].values() for word in row
    ]
    assert len(words) > 300
    for word in words:
        for text in (f"Setting: interior, {word}, dusk.", f"場景：內景，{word}，黃昏。"):
            (board,) = read(f"Wide shot: The sea behind a lighthouse in a forest. {text}").boards
            assert board.setting.side == "interior", text
            assert board.setting.kind in _PAINTERS.keys() - outdoors, text


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("interior, lighthouse", "tower"),
        ("內景，燈塔", "tower"),
        ("interior, lighthouse kitchen", "kitchen"),
        ("interior, fishing boat", "cabin"),
        ("interior, taxi", "vehicle"),
        ("exterior, taxi", "road"),
        ("interior, cave", "cave"),
        ("exterior, cave", "mountain"),
        ("interior, night market", "shop"),
        ("interior, THE SPINDLE (an old lighthouse, damp)", "tower"),
        ("interior, nowhere we know", "room"),
    ],
)
def test_a_place_is_drawn_from_its_side(place, kind):
    (board,) = read(f"Wide shot: The shore. Setting: {place}, dusk.").boards
    assert board.setting.kind == kind


def test_a_heading_leaves_a_places_description_out_and_later_shots_keep_it():
    first, second = read(
        "Wide shot: Nets. Setting: exterior, QUAY (a narrow stone quay, nets and one iron lamp post), dawn.",
        "Close-up: A knot. Setting: exterior, QUAY, night.",
    ).boards
    assert first.heading == "EXT. QUAY — DAWN"
    assert first.setting.details == "a narrow stone quay, nets and one iron lamp post"
    assert second.heading == "EXT. QUAY — NIGHT"
    assert second.setting.details == first.setting.details
    (chinese,) = read("遠景：漁網。場景：外景，舊碼頭（石砌，一盞鐵燈），清晨。").boards
    assert chinese.heading == "外景 舊碼頭 — 清晨"


def test_images_are_dealt_in_order_of_appearance_to_people_props_and_places_alike():
    shots = [
        "Close-up: BEACON (a brass lantern) burns. Camera: static. Setting: exterior, QUAY (a stone quay), dawn.",
        'Two-shot: MARA (a woman, red dress) and ELIAS (a man) wait. [MARA]: "Well?" A sign reads NOODLES.'
        " Setting: exterior, QUAY, dawn.",
    ]
    cast = read_cast([take_apart(prompt) for prompt in shots], [""] * 4, 4)
    assert [(subject.name, subject.image) for subject in cast] == [
        ("BEACON", 0),
        ("QUAY", 1),
        ("MARA", 2),
        ("ELIAS", 3),
        ("NOODLES", None),
    ]
    # The second round is the first subject's second image, which nobody else takes.
    many = read_cast([take_apart(shots[0])], [""] * 4, 4)
    assert [subject.image for subject in many] == [0, 1]


def test_a_voice_from_off_the_screen_takes_no_image():
    shots = [
        take_apart('Medium shot: [ELIAS: male, V.O.]: "Come home." MARA (a woman) listens. [MARA]: "No."'),
    ]
    cast = read_cast(shots, [""], 1)
    assert {subject.name: subject.image for subject in cast} == {"ELIAS": None, "MARA": 0}


def test_without_faces_to_keep_the_images_are_of_things_and_places():
    prompt = "Medium shot: MARA (a woman) lifts BEACON (a brass lantern)."
    for kept, image_of in ((True, {"MARA": 0, "BEACON": None}), (None, {"MARA": None, "BEACON": 0})):
        more = {} if kept is None else {"face_consistency": kept}
        asked = read_payload(payload(prompt, image_reference=["data:,"], **more))
        cast = read_clip(asked, images=(b"",)).cast
        assert {subject.name: subject.image for subject in cast} == image_of
