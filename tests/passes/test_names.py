from __future__ import annotations

from compiler.film.model import Paragraph, subject_of
from compiler.syntax.nodes import Dialogue, Mention, Run
from tests.passes.world import Checked, check


def body_line(found: Checked) -> list[str]:
    """Return the parts of the first line of the first shot's prose; mentions in brackets."""
    body = found.film.scenes[0].shots[0].body[0]
    assert isinstance(body, Paragraph)
    return [f"<{part.name}>" if isinstance(part, Mention) else part.text for part in body.lines[0].parts
            if isinstance(part, Mention | Run)]  # fmt: skip


def in_shot(text: str, *names: str) -> Checked:
    definitions = "".join(f"[character: {name}]\n" for name in names)
    return check(f"{definitions}[scene: A]\n[shot: wide, 9s]\n{text}\n")


def test_a_mention_is_bound_and_counted() -> None:
    found = in_shot("@alpha and @ALPHA's hat.\n@ALPHA: Hello, @BETA!", "ALPHA", "BETA")
    assert not found.diagnostics
    assert [subject.mentioned for subject in found.film.subjects.values()] == [3, 1]
    body = found.film.scenes[0].shots[0].body
    assert isinstance(body[1], Dialogue)
    speaker = subject_of(body[1].speaker)
    assert speaker is not None and speaker.name == "ALPHA"


def test_the_longest_declared_name_is_taken_and_the_rest_is_text() -> None:
    found = in_shot("看，@阿明叔走進畫面，@阿明走開。", "阿明", "阿明叔", "阿")
    assert body_line(found) == ["看，", "<阿明叔>", "走進畫面", "，", "<阿明>", "走開", "。"]
    assert found.codes == ["W204"]
    body = found.film.scenes[0].shots[0].body[0]
    assert isinstance(body, Paragraph)
    source = found.source.text
    for part in body.lines[0].parts:
        written = source[part.start : part.end]
        assert written == (f"@{part.name}" if isinstance(part, Mention) else getattr(part, "text", None))


def test_half_width_kana_and_their_marks_are_one_name() -> None:
    found = in_shot("@ｶﾞﾝﾏが走る。", "ガンマ")
    assert body_line(found) == ["<ｶﾞﾝﾏ>", "が走る", "。"]
    assert not found.diagnostics


def test_binding_again_with_other_names_starts_from_the_whole_run() -> None:
    from compiler.film.model import Film
    from compiler.passes import pipeline

    found = in_shot("@阿明叔走。", "阿明")
    assert body_line(found) == ["<阿明>", "叔走", "。"]
    other = in_shot("x", "阿明叔")
    film = Film(found.film.file)
    for each in pipeline.passes()[:3]:
        list(each.run(film, found.world))
    film.subjects = other.film.subjects
    assert [one.code for one in pipeline.passes()[3].run(film, found.world)] == []
    again = film.scenes[0].shots[0].body[0]
    assert isinstance(again, Paragraph)
    assert again.lines[0].plain() == "阿明叔走。"
    assert isinstance(again.lines[0].parts[0], Mention) and again.lines[0].parts[0].name == "阿明叔"


def test_a_cue_that_is_none_joins_the_prose_around_it() -> None:
    found = in_shot("雨。\n@阿明說（急）：「快走」[sound: 門]\n他們走了。\n\n@阿明：再見！", "阿明")
    assert not found.diagnostics
    body = found.film.scenes[0].shots[0].body
    assert isinstance(body[0], Paragraph) and isinstance(body[1], Dialogue) and len(body) == 2
    assert [line.plain() for line in body[0].lines] == ["雨。", "阿明說（急）：「快走」", "他們走了。"]
    assert found.film.subjects["阿明"].mentioned == 2
    assert len(found.film.scenes[0].shots[0].sounds) == 1


def test_a_cue_that_is_none_stands_alone_between_blank_lines() -> None:
    found = in_shot("雨。\n\n@阿明說：快走\n  一起走\n\n雪。", "阿明")
    shapes = [[line.plain() for line in item.lines] for item in found.film.scenes[0].shots[0].body
              if isinstance(item, Paragraph)]  # fmt: skip
    assert shapes == [["雨。"], ["阿明說：快走", "一起走"], ["雪。"]]


def test_the_place_of_a_heading_is_bound_and_cut() -> None:
    found = check("[place: 燈塔]\n[scene: 內景 @燈塔頂層 - 夜]\n[shot: wide, 3s]\n雨。\n")
    assert not found.diagnostics
    setting = found.film.scenes[0].setting
    assert setting is not None and setting.place.plain() == "燈塔頂層"
    [mention] = setting.place.mentions()
    bound = subject_of(mention)
    assert mention.name == "燈塔" and bound is not None and bound.mentioned == 1


def test_the_nearest_names_are_offered_with_their_place() -> None:
    one = in_shot("@ALPA and @ALPHA, @BETA", "ALPHA", "BETA").one("E201")
    assert one.help == ("did you mean @ALPHA?",)
    assert [label.span.text for label in one.labels] == ["ALPHA"]


def test_a_fix_never_drops_letters_behind_a_name() -> None:
    assert in_shot("@ALPHA--fast @ALPHA", "ALPHA").one("E201").fix is None


def test_own_descriptions_are_no_use() -> None:
    script = (
        "[character: A]\nA, @A.\n[character: B]\nThe friend of @C.\n[character: C]\n[scene: X]\n[shot: 3s]\n@B runs.\n"
    )
    found = check(script)
    assert [(one.code, one.span.text) for one in found.diagnostics] == [("W204", "A")]


def test_a_use_in_a_description_counts() -> None:
    script = "[character: A]\nThe friend of @B.\n[prop: B]\n[scene: X]\n[shot: 3s]\n@A runs.\n"
    assert not check(script).diagnostics


def test_a_fix_does_not_edit_the_value_of_a_parameter() -> None:
    script = "[param: who = MIRA]\n[character: MIRA]\n[scene: A]\n[shot: 3s]\n@MIRA and {who}.\n"
    one = check(script).one("W205")
    assert one.span.text == "{who}" and one.fix is None


def test_many_unknown_names_stay_quick() -> None:
    names = [f"NAME{chr(65 + number % 26)}{number}" for number in range(400)]
    mentions = "\n".join(f"@NAMEX{number} runs." for number in range(10_000, 13_000))
    found = in_shot(mentions, *names)
    assert found.codes.count("E201") == 3000


def test_a_line_of_many_mentions_is_bound() -> None:
    found = in_shot("@阿明走" * 5000, "阿明")
    assert not found.diagnostics
    assert found.film.subjects["阿明"].mentioned == 5000
    assert body_line(found) == ["<阿明>", "走"] * 5000
