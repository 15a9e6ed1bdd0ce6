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
        _ terminal: Terminal, _ engine: Engine, _ configuration: ProgramConfiguration, home: String
    ) throws -> ModelDescriber? {
        let setup = try ModelSetup(configuration.model, environment: terminal.environment)
        guard !setup.links.isEmpty else { return nil }
        guard let asked = try models(setup, terminal, engine, home: home) else {
            terminal.note(
                "complybot: warning: no model is asked: the rules that ship are not found, and without them credentials in its questions would not be; set COMPLYBOT_RULES\n"
            )
            return nil
        }
        return ModelDescriber(
            model: asked.model, redactor: asked.redactor, run: asked.run, told: notice(terminal))
    }

    /// The models of a run, ready to be asked.
    struct AskedModels {
        let model: any LanguageModel
        /// What takes secrets out of questions, the models' own keys among them.
        let redactor: Redactor
        /// The run on whose account questions go.
        let run: String
    }

    /// The models behind their budgets and books.
    ///
    /// Nil when the rules that say what credentials look like are not found.
    static func models(
        _ setup: ModelSetup, _ terminal: Terminal, _ engine: Engine, home: String
    ) throws -> AskedModels? {
        guard let redactor = try redactor(terminal, engine, setup.settings, keys: setup.keys)
        else { return nil }
        try HomeFolder.make(home)
        let clock = RunClock.configured(by: terminal.environment)
        let now: @Sendable () -> Int64 = { Int64(clock.now()) * 1000 }
        let books = try ModelBooks(.file("\(home)/\(modelBooks)"), now: now)
        let warn: @Sendable (any Error) -> Void = { error in
            let text = Diagnostic(describing: error, while: "keep the books of the models")
            terminal.note("complybot: warning: \(text)\n")
        }
        let meter = ModelMeter(
            limits: setup.settings.budgets, ledger: books, sink: books, now: now, warn: warn)
        let model = setup.model(
            client: HTTPClient(), redactor: redactor, meter: meter, warn: warn)
        return AskedModels(model: model, redactor: redactor, run: "\(now())")
    }

    /// Says why the deterministic text stands, each reason once in a run.
    private static func notice(
        _ terminal: Terminal
    ) -> @Sendable (ModelDescriber.Outcome) -> Void {
        let said = Once()
        return { outcome in
            let reason: String
            if let failure = outcome.failure {
                reason = failure.diagnostic.description
            } else if let first = outcome.violations.first {
                // Only our own words: the model's are a stranger's.
                reason = "the review found a false \(first.kind.rawValue) in its \(first.field)"
            } else {
                return
            }
            guard said.isFirst(reason) else { return }
            terminal.note(
                "complybot: warning: a description is written without a model: \(reason)\n")
        }
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

/// Remembers what was said.
private final class Once: Sendable {
    private let said = Mutex<Set<String>>([])

    /// Whether a text is new.
    func isFirst(_ text: String) -> Bool { said.withLock { $0.insert(text).inserted } }
}
