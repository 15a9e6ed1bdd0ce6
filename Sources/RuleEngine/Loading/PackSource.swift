internal import Basics
internal import Documents

/// A file of a pack being read, and the mistakes found so far.
final class PackSource {
    /// The largest file of a pack, in bytes.
    static let sizeLimit = 262_144

    /// As the user would type it.
    let name: String
    let source: SourceText
    /// The languages that the file may name.
    let languages: LanguageCatalog
    private(set) var errors: [RulePackError] = []

    /// A file with its content.
    init(name: String, bytes: [UInt8], languages: LanguageCatalog = LanguageCatalog()) {
        self.name = name
        self.languages = languages
        source = SourceText(bytes)
    }

    /// The place of an offset.
    func location(_ offset: Int) -> SourceLocation {
        let position = source.position(at: min(offset, source.bytes.count))
        return SourceLocation(file: name, line: position.line, column: position.column)
    }

    /// The offset of a place.
    func offset(of location: SourceLocation) -> Int {
        let line = source.contentRange(ofLine: min(max(location.line, 1), source.lineCount))
        let text = source.text(line).unicodeScalars.prefix(location.column - 1)
        return line.lowerBound + String(String.UnicodeScalarView(text)).utf8.count
    }

    /// Notes a mistake.
    func fail(_ message: String, at offset: Int = 0) {
        let error = RulePackError(location: location(offset), message: message)
        if !errors.contains(error) { errors.append(error) }
    }

    /// Takes a mistake of another file that belongs to this one.
    func adopt(_ error: RulePackError) { errors.append(error) }

    /// The one document of the file; nil, and a mistake, when it cannot be had.
    func document(_ format: DataFormat) -> Field? {
        guard source.bytes.count <= Self.sizeLimit else {
            fail("\(source.bytes.count) bytes, more than \(Self.sizeLimit / 1024) KiB")
            return nil
        }
        do throws(DocumentError) {
            let document = try DataDocument(parsing: source.bytes, format: format)
            guard let root = document.roots.first, document.roots.count == 1 else {
                fail("a file of a pack holds one document")
                return nil
            }
            refuseFeatures(below: root)
            return Field(root, in: self, label: "the file")
        } catch {
            fail(error.reason, at: error.position.offset)
            return nil
        }
    }

    /// What makes a rule read differently from how it looks is not allowed in packs.
    private func refuseFeatures(below node: DataNode) {
        guard !node.features.isEmpty else { return }
        let children = node.members.map(\.value) + node.items
        let refused: [(DataFeatures, String)] = [
            (.anchor, "an anchor"), (.alias, "an alias"), (.tag, "a tag"),
            (.mergeKey, "a merge key"), (.complexKey, "a key that is no text"),
        ]
        for (feature, words) in refused
        where node.features.contains(feature)
            && !children.contains(where: { $0.features.contains(feature) })
        {
            fail("\(words) is not allowed in a rule pack", at: node.span.lowerBound)
        }
        var seen: Set<String> = []
        for member in node.members where !seen.insert(member.key).inserted {
            fail("the key `\(member.key)` stands here twice", at: member.keySpan.lowerBound)
        }
        for child in children { refuseFeatures(below: child) }
    }
}

/// A value in a file of a pack, which reads itself strictly: what is wrong is noted, and nil or a default comes back.
struct Field {
    let node: DataNode
    let file: PackSource
    /// What messages call it.
    let label: String

    /// A value with its name.
    init(_ node: DataNode, in file: PackSource, label: String) {
        self.node = node
        self.file = file
        self.label = label
    }

    var location: SourceLocation { file.location(node.span.lowerBound) }

    /// Notes a mistake at this place.
    func fail(_ message: String) { file.fail(message, at: node.span.lowerBound) }

    private func wrong(_ wanted: String) {
        fail("\(label) must be \(wanted), not \(node.kindInWords)")
    }

    /// The text of a string.
    func text() -> String? {
        if let text = node.string { return text }
        wrong("a text")
        return nil
    }

    /// The text of any scalar but null.
    func scalar() -> String? {
        if case .scalar(let value) = node.content, value != .null { return node.scalarText }
        wrong("a single value")
        return nil
    }

    /// A whole number of at least `minimum`.
    func integer(minimum: Int = 0) -> Int? {
        if case .scalar(.integer(let text)) = node.content, let number = Int(text) {
            if number >= minimum { return number }
            fail("\(label) must be at least \(minimum)")
            return nil
        }
        wrong("a whole number")
        return nil
    }

    /// `true` or `false`.
    func bool() -> Bool? {
        if case .scalar(.bool(let value)) = node.content { return value }
        wrong("true or false")
        return nil
    }

    /// The items of a list.
    func list() -> [Field] {
        guard case .sequence(let items) = node.content else {
            wrong("a list")
            return []
        }
        return items.map { Field($0, in: file, label: "an item of \(label)") }
    }

    /// A language by its name.
    func language() -> Language? {
        guard let name = text() else { return nil }
        if let language = file.languages[name] { return language }
        let known = file.languages.names
        let hint = NearestName.hint(for: name, among: known)
        fail("there is no language `\(name)`\(hint); there are \(known.joined(separator: ", "))")
        return nil
    }

    /// Where the first character of a text stands that is plain, or written line by line behind `|`.
    var textStart: SourceLocation {
        let place = location
        guard node.style == .literal else { return place }
        let line = min(place.line + 1, file.source.lineCount)
        return SourceLocation(
            file: place.file, line: line, column: file.source.indentation(ofLine: line).count + 1)
    }

    /// A list of texts.
    func texts() -> [String] { list().compactMap { $0.text() } }

    /// A text, or a list of them.
    func oneOrMoreTexts() -> [String] {
        if let text = node.string { return [text] }
        guard case .sequence(let items) = node.content, !items.isEmpty else {
            wrong("a text or a list of texts")
            return []
        }
        return texts()
    }

    /// One of the cases of an enumeration by its raw value.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        choice(Choice.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
    }

    /// One of some words.
    func choice(_ words: [String]) -> String? {
        guard let word = text() else { return nil }
        if words.contains(word) { return word }
        let hint = NearestName.hint(for: word, among: words)
        fail("\(label) must be one of \(words.joined(separator: ", ")), not `\(word)`\(hint)")
        return nil
    }

    /// A template.
    func template() -> Template? { text().flatMap { parsed($0) } }

    /// A template from text that belongs to this place.
    func parsed(_ text: String) -> Template? {
        do throws(Template.ParseError) {
            return try Template(parsing: text)
        } catch {
            switch error {
            case .unclosed: fail("`{{` without `}}`")
            case .emptyName: fail("`{{}}` without a name")
            case .unknownFilter(let name):
                let known = Template.Filter.names
                fail("unknown filter `\(name)`\(NearestName.hint(for: name, among: known))")
            }
            return nil
        }
    }

    /// A glob; checked, and kept as text.
    func globs() -> [String] {
        oneOrMoreTexts().filter { text in
            do throws(Glob.SyntaxError) {
                _ = try Glob(text)
                return true
            } catch {
                fail("glob `\(text)`: \(error.reason)")
                return false
            }
        }
    }

    /// A mapping that may have these keys and no others.
    func mapping(_ keys: [String]) -> Mapping? {
        guard case .mapping(let members) = node.content else {
            wrong("a mapping")
            return nil
        }
        var fields: [String: Field] = [:]
        for member in members {
            guard keys.contains(member.key) else {
                let hint = NearestName.hint(for: member.key, among: keys)
                file.fail("unknown key `\(member.key)`\(hint)", at: member.keySpan.lowerBound)
                continue
            }
            fields[member.key] = Field(member.value, in: file, label: "`\(member.key)`")
        }
        return Mapping(field: self, fields: fields)
    }

    /// A mapping that may have the keys of a table and no others.
    func mapping(_ format: FormatMapping) -> Mapping? { mapping(format.names) }

    /// The only member of a mapping that has exactly one of the keys of a table.
    func single(_ format: FormatMapping) -> (name: String, value: Field)? {
        mapping(format)?.single(of: format.names)
    }

    /// A mapping with keys of the author's own, in the order of the file.
    func members() -> [(key: String, value: Field)] {
        guard case .mapping(let members) = node.content else {
            wrong("a mapping")
            return []
        }
        return members.map { ($0.key, Field($0.value, in: file, label: "`\($0.key)`")) }
    }
}

/// A mapping whose keys are known.
struct Mapping {
    let field: Field
    let fields: [String: Field]

    /// The value of a key that may be missing.
    subscript(key: String) -> Field? { fields[key] }

    /// The one key of several that is there; a mistake when there is none, or more than one.
    func single(of names: [String]) -> (name: String, value: Field)? {
        let present = names.filter { fields[$0] != nil }
        if present.count == 1, let name = present.first, let value = fields[name] {
            return (name, value)
        }
        field.fail(
            present.isEmpty
                ? "\(field.label) has one of the keys \(names.joined(separator: ", "))"
                : "\(field.label) has one of the keys \(present.joined(separator: ", ")), not several"
        )
        return nil
    }

    /// The value of a key that must be there.
    func required(_ key: String) -> Field? {
        if let found = fields[key] { return found }
        field.fail("missing key `\(key)`")
        return nil
    }
}

extension DataNode {
    fileprivate var kindInWords: String {
        switch content {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let value):
            switch value {
            case .null: return "nothing"
            case .bool: return "true or false"
            case .integer, .float: return "a number"
            case .string, .other, .sequence, .mapping: return "a text"
            }
        }
    }
}
