"""Links last: a slug depends on the name alone, and another name has another one."""

import pytest

from proving_ground.report.slugs import LONGEST, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("A stage ends when its rule says so", "a-stage-ends-when-its-rule-says-so"),
        ("Bug 5: a resume started over", "bug-5-a-resume-started-over"),
        ('Killed in stage "plan", twice', "killed-in-stage-plan-twice"),
    ],
)
def test_a_plain_name_can_be_read_in_its_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_names_that_differ_in_more_than_punctuation_have_different_slugs() -> None:
    names = [
        "a < b", "a > b", "a b", "a + b", "a = b", "ab", "ä b", "日本", "中文", "", "?", "\udcff",
        "x" * LONGEST, "x" * (LONGEST + 1), "x" * (LONGEST + 2),
    ]  # fmt: skip
    assert len({slug(name) for name in names}) == len(names)
    for name in names:
        assert slug(name).isascii()
        assert slug(name).replace("-", "").isalnum()
