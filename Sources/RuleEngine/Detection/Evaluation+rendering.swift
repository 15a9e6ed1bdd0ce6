internal import Basics
internal import Documents
internal import Snapshots

/// Why a template could not be rendered.
enum RenderError: Error, Hashable {
    /// Nothing gives this name a value here.
    case unbound(String)
    /// A filter cannot be applied to the value; why, in words for people.
    case filter(String)

    /// In words for people.
    var reason: String {
        switch self {
        case .unbound(let name): "`\(name)` has no value"
        case .filter(let reason): reason
        }
    }
}

extension Evaluation {
    /// A template with the names that docs/rules.md lists; `extra` are further names, such as ids of operations.
    func render(
        _ template: Template, for finding: FindingCase, extra: [String: String] = [:]
    ) throws(RenderError) -> String {
        guard let scope = scope(of: finding.rule.id, at: finding.scope) else {
            throw .unbound("rule \(finding.rule.id)")
        }
        return try render(template, solution: finding.solution, extra: extra, in: scope)
    }

    /// A template before anything has matched: variables and the names of the scope.
    func render(
        _ template: Template, captures: [String: String], in scope: RuleScope
    ) throws(RenderError) -> String {
        try render(template, solution: Solution(captures: captures), extra: [:], in: scope)
    }

    private func render(
        _ template: Template, solution: Solution, extra: [String: String], in scope: RuleScope
    ) throws(RenderError) -> String {
        var text = ""
        for piece in template.pieces {
            switch piece {
            case .text(let literal): text += literal
            case .value(let name, let filters):
                var value = try value(of: name, solution: solution, extra: extra, in: scope)
                for filter in filters { value = try apply(filter, to: value, solution) }
                text += value
            }
        }
        return text
    }

    private func value(
        of name: String, solution: Solution, extra: [String: String], in scope: RuleScope
    ) throws(RenderError) -> String {
        if let value = extra[name] ?? solution.captures[name] { return value }
        if let dot = name.firstIndex(of: ".") {
            let id = String(name[..<dot])
            let attribute = String(name[name.index(after: dot)...])
            // A leaf below `not` or `count` binds nothing, so it is asked for now.
            let match = (try? matches(ofLeaf: id, given: solution, in: scope))?.first
            if let match, let value = self.value(of: attribute, in: match) { return value }
            throw .unbound(name)
        }
        if let value = scope.compiled.values[name] { return value.text }
        switch name {
        case "component": return scope.context.component.orDot
        case "matched_ids": return matchedIDs(solution, in: scope)
        case "service": return context.service
        case "repository": return context.repository
        default: throw .unbound(name)
        }
    }

    /// The value that a template stands for when it is nothing but one place whose value is no text; else nil.
    func value(of template: Template, for finding: FindingCase) -> DataValue? {
        guard template.pieces.count == 1, case .value(let name, let filters) = template.pieces[0],
            filters.isEmpty, let scope = scope(of: finding.rule.id, at: finding.scope)
        else { return nil }
        if let dot = name.firstIndex(of: ".") {
            let attribute = String(name[name.index(after: dot)...])
            let matches = try? matches(
                ofLeaf: String(name[..<dot]), given: finding.solution, in: scope)
            return matches?.first?.values[attribute]
        }
        if let text = finding.solution.captures[name] {
            let values = finding.solution.matches.values.compactMap { match in
                match.captureSpans[name] == nil ? nil : match.values[name]
            }
            return values.first { $0.scalarText == text }
        }
        return scope.compiled.dataValue(of: name)
    }

    /// The leaves of the finding's tree that have a match, without the one that gives the place.
    private func matchedIDs(_ solution: Solution, in scope: RuleScope) -> String {
        scope.rule.detector.subtree.filter { node in
            guard let id = node.id, !node.isAnchor else { return false }
            return !((try? matches(ofLeaf: id, given: solution, in: scope)) ?? []).isEmpty
        }.compactMap(\.id).joined(separator: ", ")
    }

    private func value(of attribute: String, in match: LeafMatch) -> String? {
        if attribute != "path", let value = match.attributes[attribute] { return value }
        guard let path = match.path else { return nil }
        switch attribute {
        case "path": return path.description
        case "dir": return path.parent.orDot
        case "line": return String(match.span.flatMap { line(of: $0, in: path) } ?? 1)
        case "text": return match.mask ?? match.span.flatMap { text($0, in: path) } ?? ""
        case "module": return moduleName(of: path)
        default: return nil
        }
    }

    private func line(of span: Range<Int>, in path: RepositoryPath) -> Int? {
        text(of: path).map { $0.lineNumber(at: min(span.lowerBound, $0.bytes.count)) }
    }

    /// The text of a span; nil when the file is not there or is shorter.
    func text(_ span: Range<Int>, in path: RepositoryPath) -> String? {
        guard let source = text(of: path), span.upperBound <= source.bytes.count else { return nil }
        return source.text(span)
    }

    private func apply(
        _ filter: Template.Filter, to value: String, _ solution: Solution
    ) throws(RenderError) -> String {
        switch filter {
        case .yaml: return Quoting.yaml(value)
        case .json: return JSONValue.string(value).text()
        case .pystr: return Quoting.python(value)
        case .shell: return Quoting.shell(value)
        case .upper: return value.uppercased()
        case .snake: return Quoting.words(of: value).joined(separator: "_")
        case .kebab: return Quoting.words(of: value).joined(separator: "-")
        case .pymodule: return try importName(of: value, solution)
        case .indent(let width): return Quoting.indented(value, by: width)
        }
    }

    /// The import name of a module at a path, seen from the anchor's file.
    private func importName(
        of module: String, _ solution: Solution
    ) throws(RenderError) -> String {
        guard let anchor = solution.anchor, let file = anchor.path,
            let style = style(ofImportsIn: anchor)
        else { throw .filter("how \(module) can be imported is not known") }
        guard let target = RepositoryPath.root.resolving(module),
            let name = style.name(of: target, from: file)
        else { throw .filter("\(module) cannot be imported from \(file)") }
        return name
    }
}

extension RepositoryPath {
    /// The path as text, `.` for the root.
    fileprivate var orDot: String { bytes.isEmpty ? "." : description }
}

/// Text as other languages quote it.
enum Quoting {
    /// The text with every line but the first further in, so that it can stand in a block; blank lines stay blank.
    static func indented(_ text: String, by width: Int) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let blanks = String(repeating: " ", count: width)
        return lines.enumerated().map { number, line in
            number == 0 || line.isEmpty ? String(line) : blanks + line
        }.joined(separator: "\n")
    }

    /// A YAML scalar that is read as this text: plain where that is safe, else in double quotes.
    static func yaml(_ text: String) -> String {
        let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let plain = letters.union("0123456789_./-")
        let reserved: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        if let first = text.first, letters.contains(first) || first == "/",
            text.allSatisfy(plain.contains), !reserved.contains(text.lowercased())
        {
            return text
        }
        return JSONValue.string(text).text()
    }

    /// A Python string literal.
    static func python(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// One word of a POSIX shell.
    static func shell(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }

    /// The words of a name in lower case, split at anything that is no letter or digit and before capitals.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var current = ""
        var wasLower = false
        for character in text {
            guard character.isLetter || character.isNumber else {
                if !current.isEmpty { words.append(current) }
                current = ""
                wasLower = false
                continue
            }
            if character.isUppercase, wasLower {
                words.append(current)
                current = ""
            }
            wasLower = character.isLowercase || character.isNumber
            current += character.lowercased()
        }
        if !current.isEmpty { words.append(current) }
        return words
    }
}
