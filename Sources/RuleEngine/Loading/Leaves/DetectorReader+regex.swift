extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func regex(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(RegexLeaf.format),
            let pattern = keys.required("pattern")?.text()
        else { return nil }
        return .regex(
            RegexLeaf(
                pattern: pattern, files: keys["files"]?.globs() ?? [],
                exceptions: keys["not_if"]?.oneOrMoreTexts() ?? [], group: keys["group"]?.text()))
    }
}
