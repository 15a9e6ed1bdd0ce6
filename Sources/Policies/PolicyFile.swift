internal import Basics
internal import FoundationEssentials

/// A file that holds a document.
struct PolicyFile {
    let path: String
    let name: String
    /// Whether it may be a link: what the operator names may, what merely stands in a folder may not.
    var followsLink = false

    /// The files of a folder whose names end so, sorted by name.
    static func files(
        in folder: String, endings: [String]
    ) throws(PolicyError) -> [PolicyFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw PolicyError(.unreadable, file: folder, reason: "the folder cannot be listed")
        }
        return names.filter { name in endings.contains(where: name.hasSuffix) }
            .sorted { $0.utf8Bytes < $1.utf8Bytes }
            .map { PolicyFile(path: "\(folder)/\($0)", name: $0) }
    }

    /// The files of a source: those of a folder, or the one file that it is.
    static func files(of source: String) throws(PolicyError) -> [PolicyFile] {
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: source, isDirectory: &isFolder)
        if isFolder { return try files(in: source, endings: [".md", ".json"]) }
        let name = source.split(separator: "/").last.map(String.init) ?? source
        return [PolicyFile(path: source, name: name, followsLink: true)]
    }

    /// What it holds: a catalog when its name ends in `.json`, else Markdown.
    func document() throws(PolicyError) -> PolicyDocument {
        let isCatalog = name.hasSuffix(".json")
        let limit = isCatalog ? CatalogReader.mebibytes << 20 : PolicyDocument.maximumSize
        let bytes: [UInt8]
        do throws(BoundedFile.Refusal) {
            bytes = try BoundedFile.bytes(of: path, limit: limit, followingLink: followsLink)
        } catch {
            throw PolicyError(
                error == .tooLarge ? .tooLarge : .unreadable,
                file: error == .tooLarge ? name : path, reason: error.reason(limit: limit))
        }
        return isCatalog
            ? try PolicyDocument(catalog: bytes, fileName: name)
            : try PolicyDocument(parsing: bytes, fileName: name)
    }
}
