internal import Documents

/// Reads a NIST OSCAL catalog in JSON: its groups, its controls with their enhancements, and their prose.
///
/// The structure that is used is read strictly (a control without an id or a title, and an id that stands twice, are
/// errors with their line); members that are not used are the catalog's own business. What an assessor does
/// (`assessment-objective`, `assessment-method`) is left out: it repeats the statement in pieces.
struct CatalogReader {
    /// The largest catalog that is read, in MiB.
    static let mebibytes = 16
    /// The most groups and controls.
    static let maximumSections = 20_000
    /// The most lines of prose.
    static let maximumLines = 200_000
    /// The most bytes of prose with all parameters in place.
    static let maximumTextBytes = 32 << 20

    private let fileName: String
    private let source: SourceText
    private var parameters = CatalogParameters()
    private var sections: [PolicySection] = []
    private var lines: [CatalogText.Line] = []
    private var own: [Range<Int>] = []
    private var whole: [Range<Int>] = []
    private var problems: [CatalogText.Problem] = []
    private var textBytes = 0
    private var ids: Set<[UInt8]> = []

    private init(fileName: String, source: SourceText) {
        self.fileName = fileName
        self.source = source
    }

    /// The catalog's sections and words.
    static func read(
        _ bytes: [UInt8], fileName: String
    ) throws(PolicyError) -> (sections: [PolicySection], text: CatalogText) {
        let document: DataDocument
        do throws(DocumentError) {
            document = try DataDocument(parsing: bytes, format: .json, mebibytes: mebibytes)
        } catch {
            throw PolicyError(
                .malformedCatalog, file: fileName, line: error.position.line, reason: error.reason)
        }
        var reader = CatalogReader(fileName: fileName, source: document.source)
        return try reader.read(document.roots.first)
    }

    private mutating func read(
        _ root: DataNode?
    ) throws(PolicyError) -> (sections: [PolicySection], text: CatalogText) {
        guard let catalog = root?["catalog"], !catalog.members.isEmpty else {
            throw PolicyError(
                .malformedCatalog, file: fileName, line: 1,
                reason: "it is no OSCAL catalog: there is no member catalog at the top")
        }
        let metadata = catalog["metadata"] ?? catalog
        let title = try text("title", of: metadata, called: "the catalog's metadata")
        collectParameters(of: catalog)
        try readChildren(of: catalog, below: [], level: 1)
        guard !sections.isEmpty else {
            throw refusal(catalog, "the catalog has no group and no control")
        }
        let text = CatalogText(
            title: title, lines: lines, own: own, whole: whole, problems: problems)
        return (sections, text)
    }

    /// Parameters may be used before they are declared, so all are collected first.
    ///
    /// The depth is that of the document, which its reader bounds.
    private mutating func collectParameters(of node: DataNode) {
        parameters.add(node["params"]?.items ?? [])
        for key in ["groups", "controls"] {
            for child in node[key]?.items ?? [] { collectParameters(of: child) }
        }
    }

    private mutating func readChildren(
        of node: DataNode, below path: [String], level: Int
    ) throws(PolicyError) {
        for group in node["groups"]?.items ?? [] {
            let title = try text("title", of: group, called: "a group")
            try readSection(
                group, label: Self.label(of: group), heading: title, below: path, level: level)
        }
        for control in node["controls"]?.items ?? [] {
            let title = try text("title", of: control, called: "a control")
            let id = try text("id", of: control, called: "a control")
            guard ids.insert(id.utf8Bytes).inserted else {
                throw refusal(control, "the control \(id) stands twice")
            }
            let label = Self.label(of: control) ?? id.uppercased()
            try readSection(
                control, label: label, heading: "\(label) \(title)", below: path, level: level)
        }
    }

    private mutating func readSection(
        _ node: DataNode, label: String?, heading: String, below path: [String], level: Int
    ) throws(PolicyError) {
        guard sections.count < Self.maximumSections else {
            throw refusal(node, "more than \(Self.maximumSections) groups and controls")
        }
        let position = sections.count
        let start = lines.count
        let span = line(of: node)...source.lineNumber(at: max(node.span.upperBound - 1, 0))
        let headingPath = path + [heading]
        for part in node["parts"]?.items ?? [] { try readPart(part) }
        own.append(start..<lines.count)
        whole.append(start..<lines.count)
        let numbers = lines[start...].map(\.number)
        sections.append(
            PolicySection(
                heading: heading, level: level, headingPath: headingPath, label: label,
                lines: (numbers.min() ?? span.lowerBound)...(numbers.max() ?? span.lowerBound),
                linesWithSubsections: span))
        noteEmpty(node, heading: heading, hasText: start < lines.count)
        try readChildren(of: node, below: headingPath, level: level + 1)
        whole[position] = start..<lines.count
    }

    private mutating func readPart(_ part: DataNode) throws(PolicyError) {
        let name = try text("name", of: part, called: "a part")
        guard !name.hasPrefix("assessment"), name != "objective" else { return }
        if let prose = part["prose"] {
            guard let words = prose.string else { throw refusal(prose, "prose must be a text") }
            try add(words, label: Self.label(of: part), at: prose)
        }
        for child in part["parts"]?.items ?? [] { try readPart(child) }
    }

    private mutating func add(
        _ prose: String, label: String?, at node: DataNode
    ) throws(PolicyError) {
        let number = line(of: node)
        let resolved: (text: [UInt8], missing: [String])
        do throws(CatalogParameters.TooLong) {
            resolved = try parameters.resolve(prose)
        } catch {
            throw refusal(
                node,
                "with its parameters in place it has more than \(CatalogParameters.maximumBytes) bytes"
            )
        }
        for id in resolved.missing {
            problems.append(
                CatalogText.Problem(
                    code: .unresolvedParameter, line: number,
                    message: "the parameter \(id) is not declared"))
        }
        var prefix = label.map { "\($0) ".utf8Bytes } ?? []
        for text in resolved.text.split(separator: 0x0a) where !text.trimmed.isEmpty {
            let words = prefix + text.trimmed
            textBytes += words.count
            guard lines.count < Self.maximumLines, textBytes <= Self.maximumTextBytes else {
                throw refusal(node, "the catalog's prose is too long")
            }
            lines.append(CatalogText.Line(text: words, number: number))
            prefix = []
        }
    }

    private mutating func noteEmpty(_ node: DataNode, heading: String, hasText: Bool) {
        let isControl = node["id"] != nil && node["groups"] == nil && node["controls"] == nil
        let isWithdrawn = node["props"]?.items.contains {
            $0["name"]?.string == "status" && $0["value"]?.string?.lowercased() == "withdrawn"
        }
        guard isControl, !hasText, isWithdrawn != true else { return }
        problems.append(
            CatalogText.Problem(
                code: .emptySection, line: line(of: node), message: "nothing under \"\(heading)\""))
    }

    /// The label that people use, such as `AC-2(1)`; those of a class are for programs.
    private static func label(of node: DataNode) -> String? {
        node["props"]?.items.first { $0["name"]?.string == "label" && $0["class"] == nil }?[
            "value"]?.string
    }

    private func text(
        _ key: String, of node: DataNode, called name: String
    ) throws(PolicyError) -> String {
        guard let text = node[key]?.string, !text.utf8Bytes.trimmed.isEmpty else {
            throw refusal(node, "\(name) has no \(key)")
        }
        return String(decoding: text.utf8Bytes.trimmed, as: UTF8.self)
    }

    private func line(of node: DataNode) -> Int { source.lineNumber(at: node.span.lowerBound) }

    private func refusal(_ node: DataNode, _ reason: String) -> PolicyError {
        PolicyError(.malformedCatalog, file: fileName, line: line(of: node), reason: reason)
    }
}
