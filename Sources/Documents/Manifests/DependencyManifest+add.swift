extension DependencyManifest {
    /// A line for a requirements file, in its first paragraph: what follows may be for tests or another purpose.
    func addingRequirement(name: String, specifier: String) throws(DataEditError) -> [TextEdit] {
        if !dependencies.isEmpty, dependencies.allSatisfy(\.hasHashes) {
            throw .unsupported("every requirement has hashes, and a new one would need its own")
        }
        let line = name + spaced(specifier)
        let paragraph = firstParagraph
        return [
            inserted(
                line, amongNames: paragraph.map(\.writtenName), as: name, comment: 0x23,
                lines: paragraph)
        ]
    }

    /// The requirements up to the first blank line, or comment that is not indented, behind one of them.
    private var firstParagraph: [DeclaredDependency] {
        var paragraph: [DeclaredDependency] = []
        for dependency in dependencies {
            if let last = paragraph.last {
                let end = lastLine(of: last)
                let isApart = (end + 1..<max(end + 1, dependency.line)).contains { line in
                    let text = source.bytes[source.contentRange(ofLine: line)]
                    return text.first == 0x23 || text.allSatisfy { $0 == 0x20 || $0 == 0x09 }
                }
                if isApart { break }
            }
            paragraph.append(dependency)
        }
        return paragraph
    }

    /// The line that a dependency ends in; one that ends with a backslash goes on, were it only with a blank line.
    private func lastLine(of dependency: DeclaredDependency) -> Int {
        let span = dependency.span
        var line = source.lineNumber(at: max(span.lowerBound, span.upperBound - 1))
        while line < source.lineCount {
            let text = source.bytes[source.contentRange(ofLine: line)]
            guard text.last == UInt8(ascii: "\\"), !text.contains(0x23) else { break }
            line += 1
        }
        return line
    }

    /// The specifier with the blanks around its operator that the last dependency with one has.
    private func spaced(_ specifier: String) -> String {
        guard let model = dependencies.last(where: { !$0.specifierSpan.isEmpty }),
            !specifier.isEmpty
        else { return specifier }
        let before =
            model.specifierSpan.lowerBound > 0
            && source.bytes[model.specifierSpan.lowerBound - 1] == 0x20
        let text = source.bytes[model.specifierSpan]
        let operation = text.prefix { "=<>!~".utf8.contains($0) }
        let after = text.dropFirst(operation.count).first == 0x20
        let symbols = specifier.prefix { "=<>!~".contains($0) }
        guard !symbols.isEmpty, !specifier.contains(",") else {
            return (before ? " " : "") + specifier
        }
        return (before ? " " : "") + symbols + (after ? " " : "")
            + specifier.dropFirst(symbols.count)
    }

    /// A new line in byte order of lower-case names when the lines are in that order, else after the last.
    private func inserted(
        _ text: String, amongNames names: [String], as name: String, comment: UInt8,
        lines: [DeclaredDependency]? = nil
    ) -> TextEdit {
        let lines = lines ?? dependencies
        let editor = LineEditor(source)
        guard let last = lines.last else {
            return editor.insertingLine(Array(text.utf8), after: source.lineCount)
        }
        let keys = names.map { Array($0.lowercased().utf8) }
        let key = Array(name.lowercased().utf8)
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }
        let next = keys.firstIndex { key.lexicographicallyPrecedes($0) }
        if isSorted, let next, lines.count > 1 {
            let line = editor.firstAttachedCommentLine(above: lines[next].line, comment: [comment])
            return editor.insertingLine(Array(text.utf8), before: line)
        }
        let line = editor.lastIndentedCommentLine(
            after: lastLine(of: last), deeperThan: source.indentation(ofLine: last.line).count,
            comment: [comment])
        return editor.insertingLine(Array(text.utf8), after: line)
    }

    /// A member of the first list there is: PEP 621, Poetry, or a new list in `[project]`.
    func adding(
        name: String, specifier: String, toPyproject document: DataDocument
    ) throws(DataEditError) -> [TextEdit] {
        let root = document.roots[0]
        if let list = root["project"]?["dependencies"] {
            let names = list.items.map { item in
                document.plainContent(of: item)
                    .flatMap { PythonRequirement(source.bytes, in: $0)?.name.lowercased() } ?? ""
            }
            return try document.inserting(
                .string(name + spaced(specifier)), to: Self.projectList,
                at: Self.sortedIndex(of: name.lowercased(), in: names))
        }
        if root["tool"]?["poetry"]?["dependencies"] != nil {
            let path = DataPath(steps: ["tool", "poetry", "dependencies", name].map { .key($0) })
            return try document.setting(
                path, to: .string(specifier.isEmpty ? "*" : specifier), position: .sorted)
        }
        guard root["project"] != nil else {
            throw .unsupported("neither [project] nor [tool.poetry.dependencies] is there")
        }
        return try document.setting(Self.projectList, to: .sequence([.string(name + specifier)]))
    }

    private static let projectList = DataPath(steps: [.key("project"), .key("dependencies")])

    private static func sortedIndex(of name: String, in names: [String]) -> Int {
        let keys = names.map { Array($0.utf8) }
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }
        guard isSorted, keys.count > 1 else { return keys.count }
        return keys.firstIndex { Array(name.utf8).lexicographicallyPrecedes($0) } ?? keys.count
    }

    /// A member of `dependencies`, which is made when it is not there.
    func adding(
        name: String, specifier: String, toPackage document: DataDocument
    ) throws(DataEditError) -> [TextEdit] {
        let list = DataPath(steps: [.key("dependencies")])
        if document.roots[0]["dependencies"] != nil {
            return try document.setting(
                list.appending(.key(name)), to: .string(specifier), position: .sorted)
        }
        return try document.setting(list, to: .mapping([.init(name, .string(specifier))]))
    }

    /// A line in the first block, else a directive below the others.
    func addingModule(
        name: String, version: String, block: Range<Int>?, headLine: Int
    ) -> [TextEdit] {
        let slashes = UInt8(ascii: "/")
        if let block {
            let inside = dependencies.filter { block.contains($0.line) }
            let indent =
                inside.first.map {
                    String(decoding: source.indentation(ofLine: $0.line), as: UTF8.self)
                } ?? "\t"
            let line = "\(indent)\(name) \(version)"
            guard !inside.isEmpty else {
                return [
                    LineEditor(source).insertingLine(Array(line.utf8), after: block.lowerBound - 1)
                ]
            }
            return [
                inserted(
                    line, amongNames: inside.map(\.writtenName), as: name, comment: slashes,
                    lines: inside)
            ]
        }
        let line = "require \(name) \(version)"
        guard dependencies.isEmpty else {
            return [
                inserted(
                    line, amongNames: dependencies.map(\.writtenName), as: name, comment: slashes)
            ]
        }
        let editor = LineEditor(source)
        guard headLine > 0 else {
            return [editor.insertingLine(Array(line.utf8), after: source.lineCount)]
        }
        return [editor.insertingLines([[], Array(line.utf8)], after: headLine)]
    }
}
