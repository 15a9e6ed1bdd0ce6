import Advisories
import Basics
import Documents
import FoundationEssentials
import Policies
import Remediation
import RuleEngine
import Snapshots

/// The packs of a run, compiled, with their policies and all that is known of dependencies.
struct Engine: Sendable {
    let packs: [RulePack]
    /// Where packs from elsewhere came from, by their folder.
    let origins: [String: PinnedSource]
    let compiled: CompiledRuleSet
    let grammars: GrammarLibrary
    let queriesFolder: String
    /// Where the packs stand that came with the program; nil when they are not found.
    let shippedFolder: String?
    let knowledge: AdvisoryKnowledge

    /// The options that every command with rules has.
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "rules", value: "DIR", isRepeatable: true,
            summary: "a rule pack instead of those that ship"),
        .init(name: "rule", value: "ID", isRepeatable: true, summary: "only this rule"),
        .init(
            name: "var", value: "NAME=VALUE", isRepeatable: true,
            summary: "the value of a variable of the packs"),
        .init(name: "advisories", value: "DIR", summary: "a folder of OSV documents"),
        .init(name: "config", value: "FILE", summary: "the program's configuration"),
        .init(
            name: "today", value: "YYYY-MM-DD",
            summary: "the day on which waivers are looked at (default: today, in UTC)"),
    ]

    /// Loads what options and configuration name.
    static func load(
        _ arguments: ParsedArguments, packs: [String] = [], configuration: ProgramConfiguration,
        installation: Installation, withTests: Bool = false, meter: RunMeter? = nil
    ) throws -> Engine {
        let places =
            (packs + arguments.all("rules")).map { PlaceReference.path($0) }
            + (packs.isEmpty && !arguments.has("rules") ? configuration.packs : [])
        let (named, origins) = try PackFolders(
            installation: installation, configuration: configuration
        ).folders(of: places)
        let shipped = try? installation.rulesFolder()
        let folders = named.isEmpty ? try packFolders(in: try installation.rulesFolder()) : named
        let queriesFolder = "\(shipped ?? folders[0] + "/..")/queries"
        let packs = try meter.measure(.loadPacks) {
            try loadPacks(folders, queriesFolder: queriesFolder, withTests: withTests)
        }
        let ids = arguments.all("rule")
        try check(ids, among: packs)
        let variables = try variables(arguments, configuration: configuration, packs: packs)
        let ruleSet = RuleSet(
            packs: packs, only: ids.isEmpty ? nil : Set(ids), variables: variables)
        let grammars = installation.grammars
        let compiled: CompiledRuleSet
        do {
            compiled = try CompiledRuleSet(
                ruleSet: ruleSet, grammars: grammars, queriesFolder: queriesFolder,
                patternCache: arguments.has("no-cache") ? nil : installation.patternCache,
                meter: meter)
        } catch {
            throw DiagnosticList(diagnostics: error.errors.map(\.diagnostic))
        }
        return Engine(
            packs: packs, origins: origins, compiled: compiled, grammars: grammars,
            queriesFolder: queriesFolder, shippedFolder: shipped,
            knowledge: try knowledge(
                arguments, configuration: configuration, installation: installation))
    }

    /// The policy documents of the packs, and of other sources.
    func policies(and sources: [String] = []) throws -> PolicyLibrary {
        try PolicyLibrary.load(
            folders: packs.map { "\($0.folder)/policies" }.filter(Self.isFolder), sources: sources)
    }

    /// Whether what is known of credentials is all that ships; without, no text may leave the machine.
    var knowsCredentials: Bool { shippedFolder != nil }

    /// What credentials look like, as the packs of the run and those that ship say.
    ///
    /// - Throws: what is wrong with a pack that ships; without its formats, credentials would reach a model.
    func credentialFormats() throws -> CredentialFormats {
        let loaded = Set(packs.map(\.folder))
        let others = try shippedFolder.map(Self.packFolders)?.filter { !loaded.contains($0) } ?? []
        let known = Set(packs.map(\.name))
        let more =
            others.isEmpty ? [] : try Self.loadPacks(others, queriesFolder: queriesFolder)
        return CredentialFormats(packs: packs + more.filter { !known.contains($0.name) })
    }

    /// The packs as they stand on disk now.
    func reloadedPacks() throws -> [RulePack] {
        try Self.loadPacks(packs.map(\.folder), queriesFolder: queriesFolder, withTests: true)
    }

    /// Where a pack came from: a folder, or a git repository at a commit.
    func origin(of pack: RulePack) -> String {
        origins[pack.folder]?.description ?? pack.folder
    }

    /// What the engine is told about one repository.
    func context(repository: String, terms: RepositoryTerms) -> EvaluationContext {
        var context = EvaluationContext(
            repository: repository, service: terms.settings.service ?? repository,
            grammars: grammars, knowledge: knowledge, ignoredPaths: terms.ignoredPaths)
        context.findsWaiverComments = terms.allowsWaiverComments
        return context
    }

    /// What holds for one repository.
    func terms(
        of snapshot: any Snapshot, named name: String, arguments: ParsedArguments,
        under policy: OperatorPolicy
    ) throws -> RepositoryTerms {
        do {
            return try RepositoryTerms(
                of: snapshot, named: name, rules: compiled, under: policy,
                on: try Self.day(arguments), pinned: Self.pinnedVariables(arguments))
        } catch let errors as RulePackErrors {
            throw DiagnosticList(diagnostics: errors.errors.map(\.diagnostic))
        }
    }

    /// The day that `--today` names, else today by the clock, in UTC.
    static func day(_ arguments: ParsedArguments) throws -> Day {
        guard let text = arguments.value("today") else {
            return Day(secondsSince1970: Int(Date.now.timeIntervalSince1970))
        }
        guard let day = Day(text) else {
            throw Diagnostic(
                .usage, "read --today", on: text, because: "it is written YYYY-MM-DD")
        }
        return day
    }

    /// The variables that `--var` gives, which go before a repository's word.
    static func pinnedVariables(_ arguments: ParsedArguments) -> Set<String> {
        Set(arguments.all("var").compactMap { $0.split(separator: "=").first.map(String.init) })
    }

    private static func packFolders(in folder: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return names.map { "\(folder)/\($0)" }.filter {
            FileManager.default.fileExists(atPath: "\($0)/pack.yaml")
        }
    }

    private static func loadPacks(
        _ folders: [String], queriesFolder: String, withTests: Bool = false
    ) throws -> [RulePack] {
        do {
            return try RulePackLoader.load(
                folders: folders, queries: queriesFolder, withTests: withTests)
        } catch {
            throw DiagnosticList(diagnostics: error.errors.map(\.diagnostic))
        }
    }

    private static func check(_ ids: [String], among packs: [RulePack]) throws {
        let known = packs.flatMap { $0.rules.map(\.id) }
        for id in ids where !known.contains(id) {
            throw Diagnostic(
                .usage, "select a rule", on: id, because: "no pack has it",
                remedy: NearestName.remedy(for: id, among: known)
                    ?? "see complybot rules list")
        }
    }

    private static func variables(
        _ arguments: ParsedArguments, configuration: ProgramConfiguration, packs: [RulePack]
    ) throws -> [String: VariableValue] {
        var values = configuration.variables
        for text in arguments.all("var") {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw Diagnostic(
                    .usage, "read --var", on: text, because: "it is written NAME=VALUE")
            }
            values[String(parts[0])] = try value(
                String(parts[1]), of: String(parts[0]), packs: packs)
        }
        let known = Set(
            packs.flatMap {
                $0.variables.map(\.name) + $0.rules.flatMap { $0.variables.map(\.name) }
            })
        for name in values.keys.sorted() where !known.contains(name) {
            throw Diagnostic(
                .usage, "set a variable", on: name, because: "no pack declares it",
                remedy: NearestName.remedy(for: name, among: known))
        }
        return values
    }

    /// A value from the command line; one of a variable that no pack declares stays text.
    private static func value(
        _ text: String, of name: String, packs: [RulePack]
    ) throws -> VariableValue {
        let declarations = packs.flatMap { $0.variables + $0.rules.flatMap(\.variables) }
        guard let declaration = declarations.first(where: { $0.name == name }) else {
            return .text(text)
        }
        do throws(VariableError) { return try declaration.value(parsing: text) } catch {
            throw Diagnostic(.usage, "set a variable", on: name, because: error.reason)
        }
    }

    private static func knowledge(
        _ arguments: ParsedArguments, configuration: ProgramConfiguration,
        installation: Installation
    ) throws -> AdvisoryKnowledge {
        if let folder = arguments.value("advisories") ?? configuration.advisories {
            return AdvisoryKnowledge(try AdvisoryDatabase.load(folder: folder))
        }
        if let home = try? installation.home(), isFolder("\(home)/advisories") {
            return AdvisoryKnowledge(try AdvisoryDatabase.load(folder: "\(home)/advisories"))
        }
        return AdvisoryKnowledge(nil)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}
