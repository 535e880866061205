import pytest

from recommender.methods.lite0 import renamed


def test_every_name_becomes_one_of_timm():
    from recommender.methods.networks import timm

    expected = timm.create_model("tf_efficientnet_lite0").state_dict()
    words = {  # the names as the file has them, from those that timm expects
        "conv_stem": "_conv_stem",
        "bn1": "_bn0",
        "conv_head": "_conv_head",
        "bn2": "_bn1",
        "classifier": "_fc",
    }
    outside = {f"{words[n.split('.')[0]]}.{n.split('.')[1]}" for n in expected if n[:6] != "blocks"}

    assert {name for name in renamed(dict.fromkeys(outside)) if name[:6] != "blocks"} == {
        name for name in expected if name[:6] != "blocks"
    }


def test_blocks_are_numbered_within_stages_and_named_by_their_expansion():
    names = {
        "_blocks.0._depthwise_conv.weight": "blocks.0.0.conv_dw.weight",
        "_blocks.0._bn1.bias": "blocks.0.0.bn1.bias",
        "_blocks.0._project_conv.weight": "blocks.0.0.conv_pw.weight",
        "_blocks.0._bn2.running_mean": "blocks.0.0.bn2.running_mean",
        "_blocks.4._expand_conv.weight": "blocks.2.1.conv_pw.weight",
        "_blocks.4._bn0.weight": "blocks.2.1.bn1.weight",
        "_blocks.4._bn2.weight": "blocks.2.1.bn3.weight",
        "_blocks.15._expand_conv.weight": "blocks.6.0.conv_pw.weight",
        "_blocks.15._project_conv.weight": "blocks.6.0.conv_pwl.weight",
    }

    assert renamed({old: old for old in names}) == {new: old for old, new in names.items()}


def test_a_name_of_another_network_is_refused():
    with pytest.raises(KeyError):
        renamed({"_blocks.3._se_reduce.weight": 0})
