"""The kinds of thing that a package of a district can change, in the officer's words."""

EFFECTS = {
    "entities": "试点主体",
    "projects": "试点项目",
    "progress": "进展",
    "milestones": "里程碑",
    "problems": "问题",
    "support_requests": "支持事项",
    "indicators": "指标",
    "values": "指标完成值",
    "revisions": "定稿",
    "evidence": "佐证材料",
    "answers": "整改答复",
    "removed": "区县已删除",
    "kept_states": "项目状态以市级决定为准",
}
"""What a package can change, in the order in which it is told; `ReceivedSubmission.effects` holds ``[new, changed, unchanged]`` by key."""
