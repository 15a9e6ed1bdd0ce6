internal import Basics
internal import Documents
internal import FoundationEssentials

/// Reads folders of languages: `<folder>/<language>/language.yaml` and the queries beside it.
struct LanguageFolder {
    let path: String
    /// The pack that the folder is of; empty for what ships.
    let pack: String
    /// The languages that are known already, which can be extended and added to.
    let known: LanguageCatalog
    private(set) var errors: [RulePackError] = []

    /// A folder that has not been looked at.
    init(path: String, pack: String = "", known: LanguageCatalog = LanguageCatalog()) {
        self.path = path
        self.pack = pack
        self.known = known
    }

    /// The languages that ship.
    static func shipped(_ path: String) throws(RulePackErrors) -> LanguageCatalog {
        var folder = LanguageFolder(path: path)
        let catalog = folder.read()
        guard folder.errors.isEmpty else { throw RulePackErrors(folder.errors) }
        return catalog
    }

    /// The languages of the folder; none when it is not there.
    mutating func read() -> LanguageCatalog {
        var found: [String: Language] = [:]
        var waiting = Self.subfolders(of: path)
        // A language is read after the one that it extends, so a second round may read more.
        while !waiting.isEmpty {
            let names = waiting
            waiting = []
            for name in names {
                let catalog = known.merging(LanguageCatalog(Array(found.values)))
                switch language(name, others: catalog, isLast: false) {
                case .read(let language): found[name] = language
                case .waits: waiting.append(name)
                case .failed: break
                }
            }
            if waiting.count == names.count {
                for name in waiting {
                    _ = language(name, others: known, isLast: true)
                }
                break
            }
        }
        return LanguageCatalog(Array(found.values))
    }

    private enum Outcome {
        case read(Language)
        /// The language that it extends is not known yet.
        case waits
        case failed
    }

    private mutating func language(
        _ name: String, others: LanguageCatalog, isLast: Bool
    ) -> Outcome {
        let base = "\(path)/\(name)"
        let described = FileManager.default.contents(atPath: "\(base)/language.yaml")
        var language: Language
        if let described {
            let file = PackSource(name: "\(base)/language.yaml", bytes: Array(described))
            defer { errors += file.errors }
            guard let root = file.document(.yaml) else { return .failed }
            if known[name] != nil {
                root.fail(
                    "\(name) is described already; a pack adds queries to it without a language.yaml"
                )
                return .failed
            }
            if let parent = root.node["extends"]?.string, others[parent] == nil {
                guard isLast else { return .waits }
                let hint = NearestName.hint(for: parent, among: others.names)
                root.fail("there is no language `\(parent)` to extend\(hint)")
                return .failed
            }
            guard let read = LanguageReader(others: others).language(root, name: name) else {
                return .failed
            }
            language = read
            language.description = Digest(of: described)
        } else if let ours = known[name] {
            language = ours
        } else {
            errors.append(
                RulePackError(
                    file: "\(base)/language.yaml",
                    message: "there is no such file, and the language \(name) does not ship"))
            return .failed
        }
        language.origin = pack
        addQueries(in: base, to: &language, isAddition: described == nil)
        return .read(language)
    }

    private mutating func addQueries(
        in folder: String, to language: inout Language, isAddition: Bool
    ) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".scm") {
            let file = "\(folder)/\(name)"
            let query = String(name.dropLast(".scm".count))
            func fail(_ message: String) {
                errors.append(RulePackError(file: file, message: message))
            }
            guard query.isIdentifier else {
                fail("the name of a query is made of letters, digits and `_`")
                continue
            }
            if isAddition, let other = language.queries[query] {
                fail("\(language.name) has the query `\(query)` in \(other.path) already")
                continue
            }
            guard let data = FileManager.default.contents(atPath: file),
                data.count <= PackSource.sizeLimit,
                let text = String(validating: Array(data), as: UTF8.self)
            else {
                fail("is no text of at most \(PackSource.sizeLimit / 1024) KiB")
                continue
            }
            language.queries[query] = Language.Query(path: file, text: text)
        }
    }

    private static func subfolders(of folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().filter { name in
            var isFolder = false
            return !name.hasPrefix(".")
                && FileManager.default.fileExists(
                    atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                && isFolder
        }
    }
}
