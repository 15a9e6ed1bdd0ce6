/// Reads the dependencies of a pyproject.toml: PEP 621, dependency groups and Poetry.
struct PyprojectReader {
    private let document: DataDocument
    private(set) var dependencies: [DeclaredDependency] = []

    init(_ document: DataDocument) {
        self.document = document
        let root = document.roots[0]
        add(list: root["project"]?["dependencies"], isDevelopment: false)
        for group in root["project"]?["optional-dependencies"]?.members ?? [] {
            add(list: group.value, isDevelopment: true)
        }
        for group in root["dependency-groups"]?.members ?? [] {
            add(list: group.value, isDevelopment: true)
        }
        let tool = root["tool"]
        add(list: tool?["uv"]?["dev-dependencies"], isDevelopment: true)
        let poetry = tool?["poetry"]
        add(table: poetry?["dependencies"], isDevelopment: false)
        add(table: poetry?["dev-dependencies"], isDevelopment: true)
        for group in poetry?["group"]?.members ?? [] {
            add(table: group.value["dependencies"], isDevelopment: true)
        }
        dependencies.sort { $0.span.lowerBound < $1.span.lowerBound }
    }

    private mutating func add(list: DataNode?, isDevelopment: Bool) {
        for item in list?.items ?? [] {
            guard let inner = document.plainContent(of: item),
                let requirement = PythonRequirement(document.source.bytes, in: inner)
            else { continue }
            dependencies.append(
                DeclaredDependency(
                    requirement, isDevelopment: isDevelopment, hasHashes: false, span: inner,
                    line: document.source.lineNumber(at: inner.lowerBound)))
        }
    }

    private mutating func add(table: DataNode?, isDevelopment: Bool) {
        for member in table?.members ?? [] where member.key.lowercased() != "python" {
            let version = member.value["version"] ?? member.value
            guard let inner = document.plainContent(of: version), let specifier = version.string
            else {
                continue
            }
            dependencies.append(
                DeclaredDependency(
                    ecosystem: .pypi, name: PythonRequirement.normalized(member.key),
                    writtenName: member.key,
                    extras: member.value["extras"]?.items.compactMap(\.string) ?? [],
                    specifier: specifier, specifierSpan: inner,
                    pinnedVersion: Self.pinned(specifier),
                    marker: member.value["markers"]?.string, isDevelopment: isDevelopment,
                    hasHashes: false, span: member.span,
                    line: document.source.lineNumber(at: member.span.lowerBound)))
        }
    }

    /// Poetry takes a bare version for exactly that one.
    private static func pinned(_ specifier: String) -> String? {
        let text = specifier.filter { $0 != " " }
        if let version = PythonRequirement.pinnedVersion(of: text) { return version }
        guard text.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true else { return nil }
        return text.contains(",") || text.contains("*") || text.contains("|") ? nil : text
    }
}

extension DataDocument {
    /// The bytes between the quotes of a string in which every byte stands for itself; nil otherwise.
    func plainContent(of node: DataNode) -> Range<Int>? {
        guard let text = node.string, node.span.count >= 2 else { return nil }
        for quotes in [1, 3] where node.span.count >= 2 * quotes {
            let inner = node.span.lowerBound + quotes..<node.span.upperBound - quotes
            if text.utf8.elementsEqual(source.bytes[inner]) { return inner }
        }
        return nil
    }
}
