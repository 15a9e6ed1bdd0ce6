/// Reads PEP 440's version grammar, with the alternative spellings of its appendix B.
struct PythonVersionReader {
    private var rest: ArraySlice<UInt8>

    static func read(_ text: String) -> PythonVersion? {
        // Upper case means nothing in a version, and white space around it is ignored.
        let bytes = text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return nil }
        var reader = PythonVersionReader(rest: bytes[first...last])
        return reader.version()
    }

    private mutating func version() -> PythonVersion? {
        _ = take("v")
        guard let first = number() else { return nil }
        var epoch: UInt64 = 0
        var release = [first]
        if take("!") {
            guard let start = number() else { return nil }
            epoch = first
            release = [start]
        }
        while let next = releasePart() { release.append(next) }
        let pre = suffix(named: Self.phases)
        let post = postNumber()
        let development = suffix(named: [("dev", 0)])
        guard let local = localLabel(), rest.isEmpty else { return nil }
        return PythonVersion(
            epoch: epoch, release: release,
            phase: pre.flatMap { PythonVersion.Phase(rawValue: $0.name) },
            phaseNumber: pre?.number ?? 0, post: post, development: development?.number,
            local: local)
    }

    /// Longer names before those they begin with.
    private static let phases: [(String, Int)] = [
        ("alpha", 0), ("a", 0), ("beta", 1), ("b", 1), ("preview", 2), ("pre", 2), ("rc", 2),
        ("c", 2),
    ]

    private mutating func releasePart() -> UInt64? {
        let start = rest
        if take("."), let number = number() { return number }
        rest = start
        return nil
    }

    /// `-1`, `.post1`, `rev1` or `-r 1`-like spellings, the number optional after a word.
    private mutating func postNumber() -> UInt64? {
        let start = rest
        if take("-"), let number = number() { return number }
        rest = start
        return suffix(named: [("post", 0), ("rev", 0), ("r", 0)])?.number
    }

    /// A separator, one of the names, a separator and a number, all but the name optional.
    private mutating func suffix(named names: [(String, Int)]) -> (name: Int, number: UInt64)? {
        let start = rest
        takeSeparator()
        guard let name = names.first(where: { take($0.0) }) else {
            rest = start
            return nil
        }
        let afterName = rest
        takeSeparator()
        if let number = number() { return (name.1, number) }
        rest = afterName
        return (name.1, 0)
    }

    /// The parts after `+`; none when there is no `+`; nil when it is malformed.
    private mutating func localLabel() -> [PythonVersion.LocalPart]? {
        guard take("+") else { return [] }
        var parts: [PythonVersion.LocalPart] = []
        repeat {
            let part = rest.prefix { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
            guard !part.isEmpty else { return nil }
            rest = rest[part.endIndex...]
            let text = String(decoding: part, as: UTF8.self)
            if part.allSatisfy({ $0 <= 0x39 }) {
                guard let number = UInt64(text) else { return nil }
                parts.append(.number(number))
            } else {
                parts.append(.word(text))
            }
        } while takeSeparator()
        return parts
    }

    private mutating func number() -> UInt64? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let number = UInt64(String(decoding: digits, as: UTF8.self)) else {
            return nil
        }
        rest = rest[digits.endIndex...]
        return number
    }

    private mutating func take(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }

    @discardableResult
    private mutating func takeSeparator() -> Bool { take(".") || take("-") || take("_") }
}
