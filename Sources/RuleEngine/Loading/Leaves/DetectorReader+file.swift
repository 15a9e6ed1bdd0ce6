extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func file(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(FileLeaf.format),
            let globs = keys.required("glob")?.globs()
        else { return nil }
        return .file(
            FileLeaf(
                globs: globs,
                isAbsent: keys["state"]?.choice(["present", "absent"]) == "absent",
                ignoresCase: keys["case"]?.choice(["sensitive", "insensitive"]) == "insensitive"))
    }
}
