import Basics
import LanguageModels

extension DoctorCommand {
    /// Which models are asked, in which order, and whether their price is known; nothing is asked of them.
    static func models(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) -> [Finding] {
        do {
            let configuration = try ProgramConfiguration.load(arguments, terminal)
            let setup = try ModelSetup(configuration.model, environment: terminal.environment)
            guard !setup.links.isEmpty else {
                return [
                    Finding(
                        subject: "model", state: .ok,
                        detail: "none: descriptions are written without one")
                ]
            }
            let writers = setup.links.enumerated().map { number, link in
                finding(setup.links.count == 1 ? "model" : "model \(number + 1)", link, setup)
            }
            let reader = setup.secondReader.map { finding("model second-reader", $0, setup) }
            return writers + [reader].compactMap(\.self) + [budget(setup)]
        } catch {
            return [
                Finding(
                    subject: "model", state: .broken,
                    detail: Diagnostic(describing: error, while: "read the model's configuration")
                        .description)
            ]
        }
    }

    private static func finding(
        _ subject: String, _ link: ModelSetup.Link, _ setup: ModelSetup
    ) -> Finding {
        guard case .provider(let configuration) = link.model else {
            return Finding(
                subject: subject, state: .ok, detail: "\(link.identity): nothing is sent")
        }
        let source = configuration.keySource ?? "its key"
        let key = configuration.apiKey == nil ? "without a key" : "key from \(source)"
        guard let price = link.price else {
            let isLimited = setup.settings.budgets.values.contains { $0.cost != nil }
            return Finding(
                subject: subject, state: isLimited ? .warning : .ok,
                detail: "\(configuration), \(key); its price is not known, its tokens are counted",
                remedy: isLimited
                    ? "a budget in dollars does not limit it: give priced-as or prices, or limit tokens"
                    : nil)
        }
        return Finding(
            subject: subject, state: .ok,
            detail:
                "\(configuration), \(key); \(price.input) and \(price.output) for a million tokens in and out"
        )
    }

    private static func budget(_ setup: ModelSetup) -> Finding {
        let budgets = BudgetAccount.Kind.allCases.compactMap { kind in
            setup.settings.budgets[kind].map { limit in
                let parts = [limit.cost?.description, limit.tokens.map { "\($0) tokens" }]
                return "\(kind.rawValue) \(parts.compactMap(\.self).joined(separator: " and "))"
            }
        }
        guard !budgets.isEmpty else {
            return Finding(
                subject: "model budget", state: .ok, detail: "no limit on what models may cost",
                remedy: "set model.budget to limit it")
        }
        return Finding(
            subject: "model budget", state: .ok,
            detail: "\(budgets.joined(separator: ", ")); prices of \(setup.prices.date)")
    }
}
