extension PatchReader {
    /// What is done to a Dockerfile; nil, with mistakes noted, when it is malformed.
    func dockerChange(_ keys: Mapping) -> PatchOperation.DockerChange? {
        guard let (name, value) = keys.single(of: ["insert", "replace", "delete"]) else {
            return nil
        }
        let places = ["before", "after", "before_first_trailing"]
        guard name == "insert" else {
            for key in places + ["stage"] { keys[key]?.fail("`\(key)` is for `insert`") }
            guard let leaf = keys.required("at")?.text() else { return nil }
            if name == "replace" { return value.template().map { .replace(at: leaf, $0) } }
            return value.choice(["instruction"]).map { _ in .delete(at: leaf) }
        }
        keys["at"]?.fail("`at` is for `replace` and `delete`")
        guard let (kind, field) = keys.single(of: places), let text = value.template() else {
            return nil
        }
        let keywords = field.keywords()
        let place: PatchOperation.DockerPlace
        switch kind {
        case "before": place = .before(keywords)
        case "after": place = .after(keywords)
        default: place = .beforeTrailing(keywords)
        }
        let stage = keys["stage"]?.text() ?? "final"
        if stage == "any" { keys["stage"]?.fail("an instruction goes into one stage") }
        return .insert(text, stage: stage, place: place)
    }
}
