internal import Documents

/// Why a value does not fit a variable, in words for people.
package struct VariableError: Error, Hashable {
    package let reason: String

    /// An error from its reason.
    package init(reason: String) { self.reason = reason }
}

extension VariableDeclaration {
    /// A value from text, such as a command line's; items of a list are separated by commas.
    package func value(parsing text: String) throws(VariableError) -> VariableValue {
        if kind == .list {
            let items = text.split(separator: ",").map { item in
                String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            return .list(items.filter { !$0.isEmpty })
        }
        if kind == .map { return .map(try mapping(parsing: text)) }
        if let reason = refusal(of: text) {
            throw VariableError(reason: "`\(text)` is no value of `\(name)`: \(reason)")
        }
        return .text(text)
    }

    private func mapping(parsing text: String) throws(VariableError) -> DataValue {
        let document = try? DataDocument(parsing: Array(text.utf8), format: .yaml)
        guard let root = document?.roots.first, case .mapping = root.content,
            root.features.isEmpty, document?.roots.count == 1
        else {
            throw VariableError(
                reason: "`\(text)` is no value of `\(name)`: not a mapping such as {cpu: 100m}")
        }
        return root.value
    }

    /// Why text is no value of the variable; nil when it is one.
    private func refusal(of text: String) -> String? {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "control characters are not allowed"
        }
        switch kind {
        case .string, .list, .map: return nil
        case .int: return Int(text) == nil ? "not a whole number" : nil
        case .bool: return text == "true" || text == "false" ? nil : "neither true nor false"
        case .enum:
            return values.contains(text) ? nil : "not one of \(values.joined(separator: ", "))"
        case .httpPath: return text.isHTTPPath ? nil : "not a path such as /healthz"
        case .httpHeader: return text.isHTTPToken ? nil : "not the name of a header"
        case .githubOwner: return text.isGitHubOwner ? nil : "not an owner such as @org/team"
        case .semver: return text.isVersion ? nil : "not a version such as 1.2.3"
        }
    }
}

extension String {
    private func isMade(of extra: String) -> Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": true
            default: extra.unicodeScalars.contains(scalar)
            }
        }
    }

    fileprivate var isHTTPPath: Bool {
        hasPrefix("/") && !contains("//") && isMade(of: "/-._~!$&'()*+,;=:@%")
            && !split(separator: "/").contains { $0 == ".." || $0 == "." }
    }

    fileprivate var isHTTPToken: Bool { !isEmpty && isMade(of: "!#$%&'*+-.^_`|~") }

    /// `@user`, `@org/team`, or several of them separated by spaces.
    fileprivate var isGitHubOwner: Bool {
        let owners = split(separator: " ", omittingEmptySubsequences: false)
        return owners.allSatisfy { owner in
            guard owner.hasPrefix("@") else { return false }
            let parts = owner.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            return parts.count <= 2
                && parts.allSatisfy { part in
                    !part.isEmpty && !part.hasPrefix("-") && String(part).isMade(of: "-_.")
                }
        }
    }

    fileprivate var isVersion: Bool {
        let core = prefix { $0 != "-" && $0 != "+" }.split(
            separator: ".", omittingEmptySubsequences: false)
        return core.count == 3 && isMade(of: "-+.")
            && core.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
            }
    }
}
