extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func file(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(FileLeaf.format),
            let globs = keys.required("glob")?.globs()
        else { return nil }
        var leaf = FileLeaf(
            globs: globs,
            isAbsent: keys["state"]?.choice(["present", "absent"]) == "absent",
            ignoresCase: keys["case"]?.choice(["sensitive", "insensitive"]) == "insensitive")
        leaf.exceptions = keys["exclude"]?.globs() ?? []
        leaf.modes = Set(
            keys["mode"]?.oneOrMoreTexts().compactMap(FileLeaf.Mode.init(rawValue:)) ?? [])
        if let modes = keys["mode"], leaf.modes.count != modes.oneOrMoreTexts().count {
            let known = FileLeaf.Mode.allCases.map(\.rawValue).joined(separator: ", ")
            modes.fail("`mode` is one of \(known), or a list of them")
        }
        leaf.minimumBytes = keys["min_bytes"]?.integer()
        leaf.maximumBytes = keys["max_bytes"]?.integer()
        if let least = leaf.minimumBytes, let most = leaf.maximumBytes, least > most {
            field.fail("`min_bytes` is more than `max_bytes`")
        }
        leaf.digests = Set((keys["sha256"]?.oneOrMoreTexts() ?? []).map { $0.lowercased() })
        if leaf.digests.contains(where: { $0.utf8.count != 64 || !$0.allSatisfy(\.isHexDigit) }) {
            keys["sha256"]?.fail("`sha256` is made of 64 hex digits")
        }
        leaf.magic = keys["magic"]?.oneOrMoreTexts() ?? []
        for kind in leaf.magic where !FileMagic.names.contains(kind) {
            keys["magic"]?.fail(
                "`\(kind)` is none of \(FileMagic.names.joined(separator: ", "))")
        }
        return .file(leaf)
    }
}
