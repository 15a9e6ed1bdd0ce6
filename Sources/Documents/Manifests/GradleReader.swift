/// Reads what a Gradle script declares in the notation of one string: `implementation 'group:name:version'`.
///
/// A script is a program: whatever is declared otherwise, from a catalog or by a variable, is not known.
struct GradleReader {
    private(set) var dependencies: [DeclaredDependency] = []
    /// Whether something is declared in a way that cannot be read.
    private(set) var hasUnknown = false
    private let source: SourceText

    init(_ source: SourceText) {
        self.source = source
        var depth = 0
        /// The depth inside of `dependencies { … }`; nil outside.
        var block: Int?
        var isInComment = false
        for line in 1...source.lineCount {
            let text = code(ofLine: line, isInComment: &isInComment)
            let words = text.words
            if let block, depth == block, !words.isEmpty { declare(text, line: line) }
            if block == nil, words.first == "dependencies", text.contains("{") { block = depth + 1 }
            depth += text.count { $0 == "{" } - text.count { $0 == "}" }
            if let open = block, depth < open { block = nil }
        }
    }

    private static let configurations: Set<String> = [
        "api", "implementation", "compileOnly", "compileOnlyApi", "runtimeOnly",
        "annotationProcessor", "developmentOnly", "kapt", "ksp", "providedRuntime",
        "providedCompile", "compile", "runtime", "testImplementation", "testCompileOnly",
        "testRuntimeOnly", "testCompile", "testAnnotationProcessor",
        "integrationTestImplementation",
    ]

    /// The code of a line, without comments.
    private func code(ofLine line: Int, isInComment: inout Bool) -> String {
        var result = ""
        var rest = source.text(source.contentRange(ofLine: line))[...]
        var quote: Character?
        while let character = rest.first {
            if isInComment {
                if rest.hasPrefix("*/") {
                    isInComment = false
                    rest = rest.dropFirst(2)
                    result += "  "
                } else {
                    rest = rest.dropFirst()
                    result += " "
                }
                continue
            }
            if quote == nil, rest.hasPrefix("//") { break }
            if quote == nil, rest.hasPrefix("/*") {
                isInComment = true
                continue
            }
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
            result.append(character)
            rest = rest.dropFirst()
        }
        return result
    }

    private mutating func declare(_ text: String, line: Int) {
        guard let configuration = text.words.first else { return }
        guard Self.configurations.contains(configuration) else {
            // Blocks within and ends of blocks say nothing of dependencies.
            if !text.contains("}"), !text.contains("{") { hasUnknown = true }
            return
        }
        let start = source.contentRange(ofLine: line).lowerBound
        guard let open = text.firstIndex(where: { $0 == "'" || $0 == "\"" }) else {
            hasUnknown = hasUnknown || !text.contains("project(")
            return
        }
        let quote = text[open]
        let inside = text[text.index(after: open)...].prefix { $0 != quote }
        let before = text[..<open].filter { !$0.isWhitespace }
        let isPlain = before == configuration || before == configuration + "("
        let isPlatform = before.hasSuffix("platform(")
        let parts = inside.split(separator: ":", omittingEmptySubsequences: false)
        guard isPlain || isPlatform, parts.count >= 2, !inside.contains("$") else {
            hasUnknown = hasUnknown || !text.contains("project(")
            return
        }
        let from = start + text[..<inside.startIndex].utf8.count
        let range = from..<from + inside.utf8.count
        let name = parts.prefix(2).joined(separator: ":")
        let version = parts.count > 2 ? String(parts[2].prefix { $0 != "@" }) : ""
        let versionStart = from + name.utf8.count + 1
        let span =
            version.isEmpty
            ? range.upperBound..<range.upperBound
            : versionStart..<versionStart + version.utf8.count
        let isExact = !version.isEmpty && !version.utf8.contains { "[](),+ ".utf8.contains($0) }
        dependencies.append(
            DeclaredDependency(
                ecosystem: .maven, name: name, writtenName: name, extras: [], specifier: version,
                specifierSpan: span, pinnedVersion: isExact ? version : nil, marker: nil,
                isDevelopment: configuration.lowercased().contains("test"), hasHashes: false,
                span: range, line: line))
    }
}

extension String {
    /// Runs of letters and digits.
    fileprivate var words: [String] {
        split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
    }
}
