"""How a name is shown: one way, whatever way it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.names.same import key
from counting.names.shown import shown


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王 伟", "王伟"),
        ("李  明", "李明"),
        ("王\u3000芳", "王芳"),
        ("赵静", "赵静"),
        (" 欧阳 文 山 ", "欧阳文山"),
        ("艾尔肯 • 吐尔逊", "艾尔肯·吐尔逊"),
        ("艾尔肯‧吐尔逊", "艾尔肯·吐尔逊"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提˙艾力", "买买提·艾力"),
        ("买买提 ·· 艾力", "买买提·艾力"),
        ("J.K. Rowling", "J.K. Rowling"),
        ("王伟、李明", "王伟、李明"),
        ("·", "·"),
        ("Maria  Fernández", "Maria Fernández"),
        ("李 Maria", "李 Maria"),
        ("Бат Эрдэнэ", "Бат Эрдэнэ"),
        ("Ａｎｎａ　Ｌｅｅ", "Ａｎｎａ Ｌｅｅ"),
        ("アンナ マリア", "アンナ マリア"),
        ("𬱖 𬱖", "𬱖𬱖"),
    ],
)
def test_a_name_is_spaced_one_way(typed: str, name: str) -> None:
    assert shown(typed) == name


@given(st.text(st.sampled_from("王伟·•.●˙． \u3000aЖ\n"), max_size=12))
def test_it_stays_the_same_name_and_is_shown_once_and_for_all(name: str) -> None:
    assert key(shown(name)) == key(name)
    assert shown(shown(name)) == shown(name)
