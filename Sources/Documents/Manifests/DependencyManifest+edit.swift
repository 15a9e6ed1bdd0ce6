extension DependencyManifest {
    /// The edits that declare one more dependency; sorted when the list is, else at its end.
    ///
    /// None when a dependency of that name is declared already. `specifier` is written as it is, but with the
    /// blanks around the operator that the neighbours have.
    package func adding(name: String, specifier: String) throws(DataEditError) -> [TextEdit] {
        guard Self.isPlain(name), Self.isPlain(specifier) else {
            throw .unsupported("the name or the version holds characters no manifest allows")
        }
        let edits: [TextEdit]
        switch kind {
        case .requirements:
            guard !declares(PythonRequirement.normalized(name)) else { return [] }
            edits = try addingRequirement(name: name, specifier: specifier)
        case .pyproject(let document):
            guard !declares(PythonRequirement.normalized(name)) else { return [] }
            edits = try adding(name: name, specifier: specifier, toPyproject: document)
        case .packageJSON(let document):
            guard !declares(name) else { return [] }
            edits = try adding(name: name, specifier: specifier, toPackage: document)
        case .goModule(let block, let headLine):
            guard !declares(name) else { return [] }
            edits = addingModule(name: name, version: specifier, block: block, headLine: headLine)
        case .pom, .gradle:
            guard !declares(name) else { return [] }
            throw .unsupported("dependencies of Maven and Gradle are not added")
        }
        try check(edits) { before, after in
            after.count == before.count + 1
                && after.contains { added in
                    added.writtenName == name
                        && (specifier.isEmpty || added.specifier == specifier.filter { $0 != " " })
                }
        }
        return edits
    }

    /// The edits that change only a dependency's version; operator, spacing, extras, marker and comment stay.
    ///
    /// `version` is bare, without operator. Among several clauses the one lower bound is changed, and the
    /// caller sees to it that the others still allow it. Refused where hashes bind the old version.
    package func replacingVersion(
        of dependency: DeclaredDependency, with version: String
    ) throws(DataEditError) -> [TextEdit] {
        guard dependencies.contains(dependency) else {
            throw .unsupported("the dependency is not of this manifest")
        }
        guard !dependency.hasHashes else {
            throw .unsupported("hashes bind \(dependency.writtenName) to its version")
        }
        guard Self.isVersion(version) else { throw .unsupported("`\(version)` is no version") }
        var replacement = version
        if dependency.ecosystem == .go, !version.hasPrefix("v") { replacement = "v" + version }
        let place = try versionSpan(of: dependency)
        let new = Array(replacement.utf8)
        if source.bytes[place].elementsEqual(new) { return [] }
        let edits = [TextEdit(range: place, replacement: new)]
        try check(edits) { before, after in
            after.count == before.count
                && zip(before, after).allSatisfy {
                    $0.name == $1.name && $0.marker == $1.marker && $0.extras == $1.extras
                }
        }
        return edits
    }

    private func declares(_ name: String) -> Bool { dependencies.contains { $0.name == name } }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && !"\"'\\#;`".utf8.contains($0) }
    }

    private static func isVersion(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != 0x2D, first != 0x2E else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x21, 0x5F: true
            default: false
            }
        }
    }

    /// Reads the edited file back: an edit is only given out when it does what was meant.
    private func check(
        _ edits: [TextEdit], _ isAsMeant: ([DeclaredDependency], [DeclaredDependency]) -> Bool
    ) throws(DataEditError) {
        guard let result = try? edits.applied(to: source.bytes),
            let after = try? DependencyManifest(parsing: result, fileName: kind.fileName),
            isAsMeant(dependencies, after.dependencies)
        else { throw .unsupported("the edited file would not read back as meant") }
    }

    // MARK: Versions

    private func versionSpan(of dependency: DeclaredDependency) throws(DataEditError) -> Range<Int>
    {
        let span = dependency.specifierSpan
        guard dependency.ecosystem != .go else { return span }
        if dependency.ecosystem == .maven {
            guard !span.isEmpty, dependency.pinnedVersion != nil else {
                throw .unsupported(
                    "the version of \(dependency.writtenName) is not written with it alone")
            }
            return span
        }
        let clauses = source.bytes.indices[span].split { source.bytes[$0] == UInt8(ascii: ",") }
        let bounds = clauses.compactMap { clause in
            Self.versionSpan(in: source.bytes, clause: clause.startIndex..<clause.endIndex)
        }
        guard bounds.count == 1, let bound = bounds.first,
            Self.isVersion(source.text(bound)), !source.text(bound).hasSuffix("*")
        else {
            throw .unsupported(
                "`\(dependency.specifier)` names no single version that could be raised")
        }
        return bound
    }

    /// The version of a clause that sets a lower bound; nil for a clause that sets none.
    private static func versionSpan(in bytes: [UInt8], clause: Range<Int>) -> Range<Int>? {
        let blanks = bytes[clause].prefix { $0 <= 0x20 }.count
        let start = clause.lowerBound + blanks
        let symbols = bytes[start..<clause.upperBound].prefix {
            "=<>!~^ ".utf8.contains($0) || $0 == 0x09
        }
        let operation = String(decoding: symbols.filter { $0 > 0x20 }, as: UTF8.self)
        guard ["==", "===", "~=", ">=", "^", "~", "=", ""].contains(operation) else { return nil }
        var end = clause.upperBound
        while end > symbols.endIndex, bytes[end - 1] <= 0x20 { end -= 1 }
        return symbols.endIndex..<end
    }
}

extension DependencyManifest.Kind {
    fileprivate var fileName: String {
        switch self {
        case .requirements: "requirements.txt"
        case .pyproject: "pyproject.toml"
        case .packageJSON: "package.json"
        case .goModule: "go.mod"
        case .pom: "pom.xml"
        case .gradle(let fileName): fileName
        }
    }
}
