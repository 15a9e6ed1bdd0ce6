internal import Basics
internal import RuleEngine

/// Turns what a configuration says of rules into adjustments of the rules that there are.
struct RuleSettingsReader {
    /// What became of the settings.
    struct Outcome {
        var adjustments: [String: RuleAdjustment] = [:]
        /// What makes the file invalid.
        var errors: [ConfigurationProblem] = []
        /// What does not count.
        var refusals: [ConfigurationProblem] = []
    }

    let rules: [(pack: RulePack, rule: Rule)]
    /// Variables that were given on the command line.
    let pinned: Set<String>

    /// The adjustments; rules of other packs than these are named and change nothing.
    func adjustments(of configuration: EffectiveConfiguration) -> Outcome {
        var outcome = Outcome()
        let settings = configuration.settings
        for (pack, rule) in rules {
            var adjustment = RuleAdjustment(isOff: settings.mode(of: rule.id) == .off)
            if let setting = settings.rules[rule.id] {
                adjustment.severity = setting.severity
                for name in setting.parameters.keys.sorted() where !pinned.contains(name) {
                    adjustment.values[name] = value(
                        of: name, in: setting, declarations: pack.variables + rule.variables,
                        rule: rule.id, &outcome)
                }
            }
            if adjustment != RuleAdjustment() { outcome.adjustments[rule.id] = adjustment }
        }
        let names = rules.map(\.rule.id)
        for id in settings.rules.keys.sorted() where !names.contains(id) {
            guard let place = configuration.tree[path: ["rules", id]]?.source.location else {
                continue
            }
            outcome.refusals.append(
                ConfigurationProblem(
                    .unknownRule, at: place, "no pack has the rule \(id)",
                    remedy: NearestName.remedy(for: id, among: names) ?? "see complybot rules list")
            )
        }
        return outcome
    }

    private func value(
        of name: String, in setting: RepositoryConfiguration.RuleSetting,
        declarations: [VariableDeclaration], rule: String, _ outcome: inout Outcome
    ) -> VariableValue? {
        guard let value = setting.parameters[name], let source = setting.places[name],
            let place = source.location
        else { return nil }
        guard let declaration = declarations.last(where: { $0.name == name }) else {
            outcome.errors.append(
                ConfigurationProblem(
                    .invalidFile, at: place, "\(rule) has no variable \(name)",
                    remedy: NearestName.remedy(for: name, among: declarations.map(\.name))))
            return nil
        }
        if source.layer >= .preset, !declaration.isRepositoryOverridable {
            outcome.refusals.append(
                ConfigurationProblem(
                    .refusedOverride, at: place,
                    "the pack does not let repositories give \(name)",
                    remedy: "remove it, or have the pack mark it repo_overridable"))
            return nil
        }
        do throws(VariableError) {
            switch value {
            case .text(let text): return try declaration.value(parsing: text)
            case .list(let items) where declaration.kind == .list: return .list(items)
            case .list, .map:
                throw VariableError(reason: "`\(name)` takes one value, not a list")
            }
        } catch {
            outcome.errors.append(ConfigurationProblem(.invalidFile, at: place, error.reason))
            return nil
        }
    }
}
