internal import Documents

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func updateTool(_ field: Field) -> Detector.Kind? {
        field.mapping(UpdateToolLeaf.format)?.required("check")?
            .choice(UpdateToolLeaf.Check.self).map { .updateTool(UpdateToolLeaf(check: $0)) }
    }

    /// The leaf; nil, with mistakes noted, when it is malformed.
    func codeowners(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(CodeownersLeaf.format),
            let covers = keys.required("covers")
        else { return nil }
        let paths = covers.oneOrMoreTexts()
        if paths.contains(where: { $0 != "*" && $0.contains("*") }) || paths.contains("") {
            covers.fail("`covers` has paths: `*` alone, a folder with `/` at its end, or a file")
        }
        return .codeowners(
            CodeownersLeaf(
                paths: paths, isAbsent: keys["state"]?.choice(["present", "absent"]) == "absent",
                locations: keys["locations"]?.texts() ?? Codeowners.locations))
    }

    /// The leaf; nil, with mistakes noted, when it is malformed.
    func lockfile(_ field: Field) -> Detector.Kind? {
        field.mapping(LockfileLeaf.format)?.required("state")?.choice(["absent"])
            .map { _ in .lockfile(LockfileLeaf()) }
    }
}
