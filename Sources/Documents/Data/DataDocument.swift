/// A file of structured data: its values, the place of each, and edits that change nothing else.
///
/// The file is at most 2 MiB unless said otherwise, 100 levels deep, and an edit is a set of splices whose result has been read
/// back and compared with the same change of the value before it is returned.
package struct DataDocument: Sendable {
    /// The format it was read as.
    package let format: DataFormat
    /// The file.
    package let source: SourceText
    /// The root of each document; YAML may hold several (an empty one is null), the others hold one.
    package let roots: [DataNode]
    /// The tables of a TOML file; empty for the other formats.
    let sections: [TOMLSection]

    /// Reads a file.
    ///
    /// A key that stands twice is a feature of the node in YAML and an error in JSON and TOML. YAML may use
    /// at most 10 000 aliases, and their expansion is bounded. A file may have at most `mebibytes`.
    package init(
        parsing bytes: [UInt8], format: DataFormat, mebibytes: Int = DataLimits.mebibytes
    ) throws(DocumentError) {
        self.format = format
        source = SourceText(bytes)
        try Self.check(source, format: format, mebibytes: mebibytes)
        switch format {
        case .yaml:
            roots = try YAMLReader.roots(of: source)
            sections = []
        case .json, .jsonc:
            roots = [try JSONReader.root(of: source, format: format)]
            sections = []
        case .toml:
            let result = try TOMLReader.read(source)
            roots = [result.root]
            sections = result.sections
        case .ini, .env, .properties, .xml:
            roots = [try Self.root(of: source, format: format)]
            sections = []
        }
    }

    private static func root(
        of source: SourceText, format: DataFormat
    ) throws(DocumentError) -> DataNode {
        switch format {
        case .env: try DotenvReader.root(of: source)
        case .properties: try PropertiesReader.root(of: source)
        case .xml: try XMLReader.root(of: source)
        default: try INIReader.root(of: source)
        }
    }

    private static func check(
        _ source: SourceText, format: DataFormat, mebibytes: Int
    ) throws(DocumentError) {
        guard source.bytes.count <= mebibytes << 20 else {
            throw DocumentError(
                format: format.rawValue, reason: "the file is larger than \(mebibytes) MiB",
                position: TextPosition(line: 1, column: 1, offset: 0))
        }
        if let offset = UTF8Scanner.firstInvalidOffset(in: source.bytes) {
            throw DocumentError(
                format: format.rawValue, reason: "the file is not valid UTF-8",
                position: source.position(at: offset))
        }
    }
}
