"""修改对照表: which characters are marked, and the pages as they print."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.word.comparison import Comparison, comparison_bytes, export_comparison, marked
from exports.word.settings import WordSettings
from forms.comparing import Difference
from tests.documents import official_sample as sample
from tests.documents.golden import assert_golden, word_text
from tests.documents.render import Office, page_sizes, page_texts

SETTINGS = WordSettings()
COMPARISON = Comparison(
    "试点申请表修改对照表", "500157-2025-003 示例项目", "第1版（2025年7月20日报送）", "第2版（2025年8月1日报送）", sample.ORGAN, sample.DAY
)
DIFFERENCES = [
    Difference("一、基本信息", "职工人数（人）", "128", "136"),
    Difference("三、试点目标", "总体目标", "由龙头机构牵头，建立机制。", "由园区管委会牵头，建立机制。"),
    Difference("", "推荐排序", "", "1"),
    Difference("四、合作", "合作单位 原第2行（删除）", "示例电子有限公司", ""),
    Difference("五、内容", "建设内容", "第一段。\n第二段。", "第一段。\n新的一段。\n第二段。"),
]


def changed(text: str, other: str) -> tuple[list[str], list[str]]:
    before, after = marked(text, other)
    return [piece for piece, sign in before if sign], [piece for piece, sign in after if sign]


def test_changed_characters_are_marked() -> None:
    assert changed("共有128人。", "共有136人。") == (["128"], ["136"])
    assert changed("由龙头机构牵头，建立机制。", "由园区管委会牵头，建立机制。") == (["龙头机构"], ["园区管委会"])
    assert changed("甲，乙，丙。", "甲，丙。") == (["乙，"], [])
    assert changed("甲", "甲") == ([], [])
    assert changed("", "新") == ([], ["新"])


@given(st.text(alphabet="甲乙丙，。\n12A", max_size=60), st.text(alphabet="甲乙丙，。\n12A", max_size=60))
def test_marking_keeps_both_texts_and_what_is_unmarked_is_the_same(old: str, new: str) -> None:
    before, after = marked(old, new)
    assert "".join(text for text, _ in before) == old
    assert "".join(text for text, _ in after) == new
    assert "".join(text for text, sign in before if not sign) == "".join(text for text, sign in after if not sign)


def test_very_long_texts_are_compared_quickly_and_whole() -> None:
    old = "甲乙丙丁戊，" * 20_000
    new = old[:60_000] + "改" + old[60_001:]
    before, after = changed(old, new)
    assert after == ["改"]
    assert len("".join(before)) == 1


def test_words_of_a_comparison() -> None:
    content, removed = comparison_bytes(COMPARISON, DIFFERENCES, {0: "按最新数据更正。"}, SETTINGS)
    assert removed == 0
    assert_golden("comparison.txt", word_text(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")))


def test_old_is_struck_through_and_new_bold_and_underlined() -> None:
    content, _ = comparison_bytes(COMPARISON, DIFFERENCES, {}, SETTINGS)
    row = docx.Document(io.BytesIO(content)).tables[0].rows[2]
    old, new = (list(cell.paragraphs[0].runs) for cell in row.cells[2:4])
    assert [run.text for run in old if run.font.strike] == ["龙头机构"]
    assert [run.text for run in new if run.bold and run.underline] == ["园区管委会"]
    assert not any(run.font.strike for run in new)


def test_progress_may_cancel_and_nothing_is_written(tmp_path: Path) -> None:
    def cancel(done: int, total: int) -> None:
        assert total == len(DIFFERENCES)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_comparison(COMPARISON, DIFFERENCES, {}, tmp_path / "a.docx", SETTINGS, cancel)
    assert list(tmp_path.iterdir()) == []


def test_pages_lie_and_repeat_the_head(tmp_path: Path, office: Office) -> None:
    long = Difference("六、其他", "长文本", sample.TEXT * 30, sample.TEXT * 30 + "完\x00")
    many = [*DIFFERENCES, long, *(Difference("七、表", f"第{row}行", f"原{row}", f"现{row}") for row in range(40))]
    exported = export_comparison(COMPARISON, many, {}, tmp_path / "a.docx", SETTINGS)
    assert "去掉了1处" in exported.notes[0]
    nothing = export_comparison(COMPARISON, [], {}, tmp_path / "b.docx", SETTINGS).path
    pdf, empty = office.pdf(exported.path, nothing)
    assert set(page_sizes(pdf)) == {(297, 210)}
    texts = [re.sub(r"\s", "", text) for text in page_texts(pdf)]
    assert len(texts) > 3
    assert all("章节及填写项" in text for text in texts)
    assert "共46处修改" in texts[0]
    assert "没有修改" in re.sub(r"\s", "", "".join(page_texts(empty)))
    assert len(page_sizes(empty)) == 1
