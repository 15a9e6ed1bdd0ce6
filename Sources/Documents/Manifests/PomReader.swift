/// Reads the dependencies of a Maven project file, of its profiles too.
///
/// Properties of the file itself are resolved, and a version that `dependencyManagement` of the file gives. What a
/// parent or an imported list of versions gives is not known: such a dependency has no specifier.
struct PomReader {
    private(set) var dependencies: [DeclaredDependency] = []
    private let source: SourceText
    private var properties: [String: PomElement] = [:]
    private var managed: [String: PomElement] = [:]

    init(_ source: SourceText) throws(DocumentError) {
        self.source = source
        let root = try PomElement(root: source)
        guard root.name == "project" else {
            throw DocumentError(
                format: "pom.xml", reason: "the root element is `\(root.name)`, not `project`",
                position: source.position(at: root.span.lowerBound))
        }
        let profiles = root["profiles"]?.all("profile") ?? []
        for project in [root] + profiles {
            for property in project["properties"]?.children ?? []
            where properties[property.name] == nil {
                properties[property.name] = property
            }
        }
        for name in ["version", "groupId"] {
            let element = root[name] ?? root["parent"]?[name]
            properties["project.\(name)"] = element
            properties["project.parent.\(name)"] = root["parent"]?[name]
        }
        for project in [root] + profiles {
            for item in project["dependencyManagement"]?["dependencies"]?.all("dependency") ?? [] {
                managed[name(of: item), default: item] = item
            }
        }
        for project in [root] + profiles {
            for item in project["dependencies"]?.all("dependency") ?? [] { add(item) }
        }
        dependencies.sort { $0.span.lowerBound < $1.span.lowerBound }
    }

    private func name(of element: PomElement) -> String {
        let parts = ["groupId", "artifactId"].map { resolved(element[$0])?.text ?? "" }
        return parts.joined(separator: ":")
    }

    private mutating func add(_ element: PomElement) {
        let name = name(of: element)
        guard element["artifactId"]?.textSpan != nil else { return }
        let version = resolved(element["version"] ?? managed[name]?["version"])
        let scope = resolved(element["scope"] ?? managed[name]?["scope"])?.text
        let specifier = version?.text ?? ""
        let isExact =
            !specifier.isEmpty && !specifier.utf8.contains { "[](),$ ".utf8.contains($0) }
        dependencies.append(
            DeclaredDependency(
                ecosystem: .maven, name: name, writtenName: name, extras: [], specifier: specifier,
                specifierSpan: version?.span ?? element.span.upperBound..<element.span.upperBound,
                pinnedVersion: isExact ? specifier : nil, marker: nil,
                isDevelopment: scope == "test", hasHashes: false, span: element.span,
                line: source.lineNumber(at: element.span.lowerBound)))
    }

    /// The text of an element with a property in its place; its span is where the text stands, and empty where others
    /// share it.
    private func resolved(_ element: PomElement?) -> (text: String, span: Range<Int>)? {
        guard let element, let span = element.textSpan else { return nil }
        var text = element.text
        var place = span
        for _ in 0..<4 {
            guard text.hasPrefix("${"), text.hasSuffix("}"),
                let property = properties[String(text.dropFirst(2).dropLast())],
                let span = property.textSpan
            else { break }
            place = isSharedProperty(text) ? span.upperBound..<span.upperBound : span
            text = property.text
        }
        return (text, place)
    }

    /// Whether a reference to a property stands in several places.
    private func isSharedProperty(_ reference: String) -> Bool {
        let wanted = Array(reference.utf8)
        var count = 0
        var index = 0
        let bytes = source.bytes
        while index + wanted.count <= bytes.count {
            if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) {
                count += 1
                index += wanted.count
            } else {
                index += 1
            }
        }
        return count != 1
    }
}
