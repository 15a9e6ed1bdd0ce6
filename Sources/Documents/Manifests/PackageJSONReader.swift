/// Reads the dependencies of a package.json.
struct PackageJSONReader {
    private(set) var dependencies: [DeclaredDependency] = []

    init(_ document: DataDocument) {
        let groups = [
            ("dependencies", false), ("devDependencies", true), ("optionalDependencies", false),
        ]
        for (group, isDevelopment) in groups {
            for member in document.roots[0][group]?.members ?? [] {
                // npm knows no package without a name; what stands there is none.
                guard !member.key.isEmpty, let specifier = member.value.string,
                    let inner = document.plainContent(of: member.value)
                else { continue }
                dependencies.append(
                    DeclaredDependency(
                        ecosystem: .npm, name: member.key, writtenName: member.key, extras: [],
                        specifier: specifier, specifierSpan: inner,
                        pinnedVersion: Self.pinned(specifier),
                        marker: nil, isDevelopment: isDevelopment, hasHashes: false,
                        span: member.span,
                        line: document.source.lineNumber(at: member.span.lowerBound)))
            }
        }
        dependencies.sort { $0.span.lowerBound < $1.span.lowerBound }
    }

    /// A version of three numbers, with or without pre-release and `=` or `v` in front.
    private static func pinned(_ specifier: String) -> String? {
        let version = specifier.drop { $0 == "=" || $0 == "v" || $0 == " " }
        let core = version.prefix { $0 != "-" && $0 != "+" }.split(
            separator: ".", omittingEmptySubsequences: false)
        let isExact =
            core.count == 3
            && core.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        let tail = version.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "|") }
        return isExact && tail ? String(version) : nil
    }
}
