enum TOMLReader {
    static func read(_ source: SourceText) throws(DocumentError) -> (
        root: DataNode, sections: [TOMLSection]
    ) {
        throw DocumentError(format: "toml", reason: "no", position: source.position(at: 0))
    }
}
