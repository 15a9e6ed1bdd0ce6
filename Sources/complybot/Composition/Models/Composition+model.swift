import Basics
import Database
import FoundationEssentials
import HTTPClient
import LanguageModels
import Remediation
import RuleEngine
import Synchronization

extension Composition {
    /// The file of the books of what models cost, within the folder of state.
    static let modelBooks = "models.sqlite"

    /// The model that words descriptions, when the configuration or the environment names one.
    static func describer(
        _ terminal: Terminal, _ engine: Engine, _ configuration: ProgramConfiguration,
        home: String, network: NetworkAccess, watch: ModelWatch
    ) throws -> ModelDescriber? {
        let setup = try ModelSetup(configuration.model, environment: terminal.environment)
        guard !setup.links.isEmpty else { return nil }
        guard
            let asked = try models(
                setup, terminal, engine, home: home, network: network, watch: watch)
        else {
            terminal.note(
                "complybot: warning: no model is asked: the rules that ship are not found, and without them credentials in its questions would not be; set COMPLYBOT_RULES\n"
            )
            return nil
        }
        let notice = notice(terminal)
        return ModelDescriber(
            model: asked.model, redactor: asked.redactor, candidates: setup.settings.candidates,
            secondReader: asked.secondReader, run: asked.run
        ) { outcome in
            watch.described(outcome)
            notice(outcome)
        }
    }

    /// The models of a run, ready to be asked.
    struct AskedModels {
        let model: any LanguageModel
        /// The same, each time with another of the chain asked first.
        let rotated: [any LanguageModel]
        /// What reads descriptions again; nil for none.
        let secondReader: (any LanguageModel)?
        /// What takes secrets out of questions, the models' own keys among them.
        let redactor: Redactor
        /// The run on whose account questions go.
        let run: String
    }

    /// The models behind their budgets and books.
    ///
    /// Nil when the rules that say what credentials look like are not found.
    static func models(
        _ setup: ModelSetup, _ terminal: Terminal, _ engine: Engine, home: String,
        network: NetworkAccess, watch: ModelWatch = ModelWatch()
    ) throws -> AskedModels? {
        guard let redactor = try redactor(terminal, engine, setup.settings, keys: setup.keys)
        else { return nil }
        let meter = try meter(setup, terminal, home: home, watch: watch)
        let models = setup.models(
            client: network.client, redactor: redactor, meter: meter, warn: meter.warn)
        return AskedModels(
            model: models.writers[0], rotated: models.writers, secondReader: models.secondReader,
            redactor: redactor, run: "\(meter.now())")
    }

    /// The budgets and books that every question of a run goes by.
    static func meter(
        _ setup: ModelSetup, _ terminal: Terminal, home: String, watch: ModelWatch = ModelWatch()
    ) throws -> ModelMeter {
        try HomeFolder.make(home)
        let clock = RunClock.configured(by: terminal.environment)
        let now: @Sendable () -> Int64 = { Int64(clock.now()) * 1000 }
        let books = try ModelBooks(.file("\(home)/\(modelBooks)"), now: now)
        return ModelMeter(
            limits: setup.settings.budgets, ledger: books,
            sink: WatchedUsage(books: books, told: watch.called), now: now
        ) { error in
            let text = Diagnostic(describing: error, while: "keep the books of the models")
            terminal.note("complybot: warning: \(text)\n")
        }
    }

    /// Says why the deterministic text stands, each reason once in a run.
    private static func notice(
        _ terminal: Terminal
    ) -> @Sendable (ModelDescriber.Outcome) -> Void {
        let said = Once()
        return { outcome in
            guard let reason = reason(outcome) else { return }
            guard said.isFirst(reason) else { return }
            terminal.note(
                "complybot: warning: a description is written without a model\(reason)\n")
        }
    }

    /// Why not every part is a model's; nil when nothing is missing that was asked for.
    private static func reason(_ outcome: ModelDescriber.Outcome) -> String? {
        if let failure = outcome.failures.first {
            let parts = outcome.isByModel ? " in part" : ""
            return "\(parts): \(failure.error.diagnostic.description)"
        }
        guard !outcome.isByModel, let first = outcome.violations.first else { return nil }
        // Only our own words: the model's are a stranger's.
        return ": the review found a false \(first.kind.rawValue) in its \(first.field)"
    }

    /// What takes out of text that leaves: the environment's secrets and the models' keys, what looks like a credential,
    /// addresses, and the operator's own patterns.
    ///
    /// Nil when the rules that say what credentials look like are not found.
    static func redactor(
        _ terminal: Terminal, _ engine: Engine, _ settings: ModelSettings, keys: [String] = []
    ) throws -> Redactor? {
        guard engine.knowsCredentials else { return nil }
        var formats = try engine.credentialFormats()
        for (name, pattern) in settings.patterns.sorted(by: { $0.key < $1.key }) {
            formats = formats.adding(pattern: pattern, named: name) ?? formats
        }
        return Redactor(
            secrets: Set(terminal.secrets + keys).sorted(), finder: formats,
            addresses: AddressFinder(internalSuffixes: settings.internalHosts))
    }
}

/// Who is told what models do, besides the books.
struct ModelWatch: Sendable {
    /// Told of each question to a model.
    var called: @Sendable (UsageRecord) -> Void = { _ in }
    /// Told how each description came about.
    var described: @Sendable (ModelDescriber.Outcome) -> Void = { _ in }
}

/// The books, with somebody who is told of each record.
private struct WatchedUsage: UsageSink {
    let books: ModelBooks
    let told: @Sendable (UsageRecord) -> Void

    func record(_ record: UsageRecord) async throws {
        told(record)
        try await books.record(record)
    }
}

/// Remembers what was said.
private final class Once: Sendable {
    private let said = Mutex<Set<String>>([])

    /// Whether a text is new.
    func isFirst(_ text: String) -> Bool { said.withLock { $0.insert(text).inserted } }
}
