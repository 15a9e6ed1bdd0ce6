/// One key of a repository's configuration: the reader, the JSON Schema and the manual are made of these.
package struct ConfigurationKey: Sendable {
    /// What a value looks like.
    package indirect enum Kind: Sendable {
        case text
        case flag
        case number(ClosedRange<Int>)
        case choice([String])
        /// A list of texts, or one text alone.
        case texts
        /// A list of path patterns, or one alone.
        case globs
        /// A line for a shell, or a list of a program and its arguments.
        case command
        /// A scalar, or a list of scalars.
        case parameter
        case record([ConfigurationKey])
        /// A list of records.
        case records([ConfigurationKey])
        /// A list whose items are names or records.
        case references([ConfigurationKey])
        /// A mapping with names that the author chooses; the text says what they name.
        case map(of: Kind, named: String)
    }

    /// Which of two values is the tighter one, for `override: tighten-only`.
    package enum Strictness: Sendable {
        /// The later in this list, the tighter.
        case order([String])
        /// The smaller the number, the tighter.
        case smaller
        /// The fewer entries, the tighter.
        case fewer
        /// Only this value is as tight as can be.
        case only(String)
    }

    /// Where a key may stand.
    package enum Place: Sendable {
        /// In every layer.
        case everywhere
        /// In a repository's own file and in presets.
        case files
        /// In a repository's own file alone.
        case repository
    }

    package let name: String
    package let kind: Kind
    /// One sentence for the manual.
    package let summary: String
    /// The value when nobody says anything, as YAML; nil for none.
    package var builtIn: String?
    /// A value as somebody would write it, as YAML.
    package var example: String
    package var strictness: Strictness?
    package var place = Place.everywhere
    package var isRequired = false
    /// What the value needs before anything acts on it; nil for a key that acts now.
    package var waitsFor: String?

    /// A key from its parts.
    init(
        _ name: String, _ kind: Kind, _ summary: String, builtIn: String? = nil, example: String,
        strictness: Strictness? = nil, place: Place = .everywhere, isRequired: Bool = false,
        waitsFor: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.builtIn = builtIn
        self.example = example
        self.strictness = strictness
        self.place = place
        self.isRequired = isRequired
        self.waitsFor = waitsFor
    }

    /// Whether `add-NAME` appends to what lower layers say.
    package var isAppendable: Bool {
        switch kind {
        case .texts, .globs, .records: place == .everywhere
        default: false
        }
    }
}

extension ConfigurationKey.Kind {
    /// The keys of a record, or of the records of a list.
    package var keys: [ConfigurationKey] {
        switch self {
        case .record(let keys), .records(let keys), .references(let keys): keys
        default: []
        }
    }

    /// The kind in words: "a list of texts".
    package var words: String {
        switch self {
        case .text: "a text"
        case .flag: "true or false"
        case .number(let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let names): "one of \(names.joined(separator: ", "))"
        case .texts: "a list of texts"
        case .globs: "a list of path patterns"
        case .command: "a text, or a list of a program and its arguments"
        case .parameter: "a text, a number, true or false, or a list of them"
        case .record: "a mapping"
        case .records: "a list of mappings"
        case .references: "a list of names and mappings"
        case .map(_, let name): "a mapping by \(name)"
        }
    }
}

extension [ConfigurationKey] {
    /// The key of a dotted path such as `rules.license-present.mode`; nil for none.
    package func key(at path: some Collection<String>) -> ConfigurationKey? {
        guard let name = path.first, let key = first(where: { $0.name == name }) else { return nil }
        var rest = path.dropFirst()
        guard !rest.isEmpty else { return key }
        var kind = key.kind
        while case .map(let inner, _) = kind, !rest.isEmpty {
            rest = rest.dropFirst()
            kind = inner
            if rest.isEmpty {
                return ConfigurationKey(
                    key.name, kind, key.summary, example: key.example, place: key.place)
            }
        }
        if case .record(let keys) = kind { return keys.key(at: rest) }
        return nil
    }
}
