/// The build arguments in front of the first `FROM`, and the text that they make.
///
/// https://docs.docker.com/reference/dockerfile/#environment-replacement
struct DockerVariables {
    /// What is known of an argument.
    private enum Value {
        case text([UInt8])
        /// It has no default.
        case unset
        /// It has a default that cannot be made out.
        case unknown
    }

    let escape: UInt8
    private var values: [String: Value] = [:]

    /// The longest text that is made; a longer one is not known.
    private static let lengthLimit = 4096
    /// The builder sets these, whatever the file says.
    private static let automatic: Set<String> = [
        "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDPLATFORM", "BUILDOS",
        "BUILDARCH", "BUILDVARIANT", "TARGETSTAGE",
    ]

    init(escape: UInt8) { self.escape = escape }

    /// Notes `name` or `name=default`.
    mutating func declare(_ declaration: String) {
        let parts = declaration.split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first.map(String.init), !Self.automatic.contains(name) else {
            return
        }
        guard parts.count == 2 else {
            values[name] = .unset
            return
        }
        let text = expanded(Array(parts[1].utf8)[...], depth: 0)
        values[name] = text.map(Value.text) ?? .unknown
    }

    /// A text with its variables replaced and its quotes gone; nil when that is not known.
    func expanding(_ text: String) -> String? {
        guard let bytes = expanded(Array(text.utf8)[...], depth: 0) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func expanded(_ text: ArraySlice<UInt8>, depth: Int) -> [UInt8]? {
        guard depth < 8 else { return nil }
        var result: [UInt8] = []
        var rest = text
        var quote: UInt8?
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "'") where quote != UInt8(ascii: "\""):
                quote = quote == nil ? byte : nil
            case UInt8(ascii: "\"") where quote != UInt8(ascii: "'"):
                quote = quote == nil ? byte : nil
            case escape where quote != UInt8(ascii: "'"):
                if let next = rest.popFirst() { result.append(next) }
            case UInt8(ascii: "$") where quote != UInt8(ascii: "'"):
                guard let value = variable(&rest, depth: depth) else { return nil }
                result += value
            default: result.append(byte)
            }
            if result.count > Self.lengthLimit { return nil }
        }
        return result
    }

    /// The value of the variable that stands behind `$`, which is taken off.
    private func variable(_ rest: inout ArraySlice<UInt8>, depth: Int) -> [UInt8]? {
        if rest.first != UInt8(ascii: "{") {
            let name = Array(rest.prefix(while: \.isVariableByte))
            rest = rest.dropFirst(name.count)
            return name.isEmpty ? [UInt8(ascii: "$")] : value(of: name)
        }
        guard let end = Self.closingBrace(of: rest) else { return nil }
        let inner = rest[(rest.startIndex + 1)..<end]
        rest = rest[(end + 1)...]
        let name = Array(inner.prefix(while: \.isVariableByte))
        var tail = inner.dropFirst(name.count)
        if tail.isEmpty { return value(of: name) }
        // With a colon an empty value counts as none.
        let emptyIsUnset = tail.first == UInt8(ascii: ":")
        if emptyIsUnset { tail = tail.dropFirst() }
        guard let sign = tail.popFirst() else { return nil }
        var known: [UInt8]?
        switch state(of: name) {
        case .unknown: return nil
        case .unset: break
        case .text(let text): if !text.isEmpty || !emptyIsUnset { known = text }
        }
        switch sign {
        case UInt8(ascii: "-"): return known ?? expanded(tail, depth: depth + 1)
        case UInt8(ascii: "+"): return known == nil ? [] : expanded(tail, depth: depth + 1)
        case UInt8(ascii: "?"): return known
        default: return nil
        }
    }

    private func state(of name: [UInt8]) -> Value {
        let name = String(decoding: name, as: UTF8.self)
        return Self.automatic.contains(name) ? .unknown : values[name] ?? .unset
    }

    private func value(of name: [UInt8]) -> [UInt8]? {
        if case .text(let text) = state(of: name) { text } else { nil }
    }

    private static func closingBrace(of text: ArraySlice<UInt8>) -> Int? {
        var level = 0
        for (index, byte) in zip(text.indices, text) {
            if byte == UInt8(ascii: "{") { level += 1 }
            if byte == UInt8(ascii: "}") { level -= 1 }
            if level == 0 { return index }
        }
        return nil
    }
}

extension UInt8 {
    /// A letter, a digit or `_`.
    fileprivate var isVariableByte: Bool {
        self == UInt8(ascii: "_") || (0x30...0x39).contains(self) || (0x41...0x5A).contains(self)
            || (0x61...0x7A).contains(self)
    }
}
