extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func query(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(QueryLeaf.format) else { return nil }
        let language = keys.required("lang")?.language()
        guard let query = keys.required("query"), let text = query.text(), let language else {
            return nil
        }
        return .treeSitter(
            QueryLeaf(
                language: language.name, query: text, files: keys["files"]?.globs() ?? [],
                start: query.textStart))
    }
}
