internal import Snapshots

/// The Python packages that tests need, as lines for pip that name packages and nothing else.
///
/// A repository may say which packages and which versions. Where they come from is the operator's to say: options,
/// addresses, folders and editable installs are dropped, by name.
package struct PythonRequirements: Sendable, Hashable {
    /// One requirement a line, in order, each once, with its environment marker and without its hashes.
    package private(set) var lines: [String] = []
    /// What was left out and why, in order.
    package private(set) var dropped: [Dropped] = []
    /// Whether they also stand in a `pyproject.toml`, which only Python itself can read.
    package private(set) var readsProject = false
    /// The files that the lines are from.
    private var readFiles: Set<RepositoryPath> = []

    /// One line that was left out.
    package struct Dropped: Sendable, Hashable {
        /// The line, shortened, on one line.
        package var line: String
        /// Why.
        package var reason: String
    }

    /// Whether there is nothing but the pytest that is always there.
    var isOnlyPytest: Bool { lines == ["pytest"] && !readsProject }

    private static let files = [
        "requirements.txt", "requirements-dev.txt", "requirements-test.txt", "requirements_dev.txt",
        "requirements_test.txt", "dev-requirements.txt", "test-requirements.txt",
    ]
    private static let maximumLines = 2000

    /// The requirements in these lines.
    package init(lines: [String]) {
        for line in lines { add(line, from: nil) }
        finish()
    }

    /// The requirements of a component: the caller's, or those of its files.
    init(for tree: ComponentTree, replacedBy replacement: [String]?) {
        self.init(lines: replacement ?? [])
        if replacement != nil { return }
        lines = []
        for file in Self.files {
            let path = tree.component.appending(file)
            if let bytes = tree.bytes(at: path) { add(bytes, of: path, in: tree) }
        }
        readsProject = lines.isEmpty && tree.bytes(of: "pyproject.toml") != nil
        finish()
    }

    /// The same with more lines, as of a `pyproject.toml`.
    func adding(_ more: [String]) -> PythonRequirements {
        var result = self
        result.readsProject = false
        result.lines.removeAll { $0 == "pytest" }
        for line in more { result.add(line, from: nil) }
        result.finish()
        return result
    }

    /// pytest itself, unless the repository names it.
    private mutating func finish() {
        if !lines.contains(where: { Self.name(of: $0) == "pytest" }) { lines.append("pytest") }
    }

    private mutating func add(
        _ bytes: [UInt8], of path: RepositoryPath, in tree: ComponentTree
    ) {
        // Each file once, which ends loops and long chains alike.
        guard readFiles.insert(path).inserted else { return }
        for line in Self.logicalLines(String(decoding: bytes, as: UTF8.self)) {
            add(line, from: (path, tree))
        }
    }

    private mutating func add(
        _ raw: String, from source: (path: RepositoryPath, tree: ComponentTree)?
    ) {
        let line = Self.withoutComment(raw)
        if line.isEmpty { return }
        if let source, let included = Self.included(line) {
            include(included, named: line, from: source)
            return
        }
        let bare = Self.withoutOptions(line)
        if let reason = Self.refusal(line, bare) {
            dropped.append(Dropped(line: OutputExcerpt.line(line, limit: 120), reason: reason))
        } else if lines.count < Self.maximumLines, !lines.contains(bare) {
            lines.append(bare)
        }
    }

    /// Takes up `-r other.txt`, when it is a file of the tree.
    private mutating func include(
        _ name: String, named line: String,
        from source: (path: RepositoryPath, tree: ComponentTree)
    ) {
        let path = source.path.parent.appending(name)
        guard PathPolicy.refusal(reading: path) == nil,
            let bytes = source.tree.bytes(at: path)
        else {
            let shown = OutputExcerpt.line(line, limit: 120)
            dropped.append(Dropped(line: shown, reason: "not a file below this one's folder"))
            return
        }
        add(bytes, of: path, in: source.tree)
    }
}

extension PythonRequirements {
    /// Lines with what a backslash continues, at most as many as pip would ever be given.
    private static func logicalLines(_ text: String) -> [String] {
        var result: [String] = []
        var pending = ""
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasSuffix("\\") {
                pending += line.dropLast() + " "
            } else {
                result.append(pending + line)
                pending = ""
            }
            if result.count > 4 * maximumLines { break }
        }
        if !pending.isEmpty { result.append(pending) }
        return result
    }

    private static func withoutComment(_ line: String) -> String {
        var end = line.endIndex
        var previous: Character = " "
        for index in line.indices {
            if line[index] == "#" && previous.isWhitespace {
                end = index
                break
            }
            previous = line[index]
        }
        return trimmed(line[..<end])
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = text[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }

    /// The file of `-r file` or `--requirement=file`.
    private static func included(_ line: String) -> String? {
        for option in ["--requirement", "-r"] where line.hasPrefix(option) {
            let rest = line.dropFirst(option.count)
            let name = trimmed(rest.first == "=" ? rest.dropFirst() : rest)
            return name.hasPrefix("./") ? String(name.dropFirst(2)) : name
        }
        return nil
    }

    /// A requirement without `--hash` and the like that follow it.
    private static func withoutOptions(_ line: String) -> String {
        if line.hasPrefix("-") { return line }
        let words = line.split(whereSeparator: \.isWhitespace)
        return words.prefix { !$0.hasPrefix("--") }.joined(separator: " ")
    }

    /// The normalised name at the start of a requirement; nil when there is none.
    private static func name(of line: String) -> String? {
        let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        guard let first = name.first, first.isLetter || first.isNumber else { return nil }
        return String(name.lowercased().map { $0 == "_" || $0 == "." ? "-" : $0 })
    }

    /// Why a line is not given to pip; nil when it is.
    private static func refusal(_ line: String, _ bare: String) -> String? {
        if line.hasPrefix("-e") || line.hasPrefix("--editable") { return "an editable install" }
        if line.hasPrefix("-c") || line.hasPrefix("--constraint") { return "a constraints file" }
        if line.hasPrefix("-") { return "an option for pip" }
        if line.contains("://") || bare.contains("@") { return "an address in place of a version" }
        if line.contains("${") { return "a variable" }
        if bare.contains("/") || bare.contains("\\") { return "a path" }
        guard name(of: bare) != nil, bare.utf8.count <= 512 else { return "no requirement" }
        let plain = bare.unicodeScalars.allSatisfy {
            $0.isASCII && $0.value >= 0x20 && $0.value < 0x7f
        }
        return plain ? nil : "no requirement"
    }
}
