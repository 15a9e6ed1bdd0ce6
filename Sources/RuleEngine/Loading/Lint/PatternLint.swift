/// What is wrong with the regular expressions of a rule, besides mistakes that stop them from being compiled.
struct PatternLint {
    /// How long a text with which patterns are tried is, in bytes.
    private static let attackLengths = [48, 400]
    /// The shortest text that keeps a pattern from being tried everywhere.
    private static let shortestLiteral = 3

    let rule: Rule

    var problems: [RulePackError] {
        var problems: [RulePackError] = []
        let matcher = PatternMatcher()
        for detector in rule.detectors {
            for pattern in detector.expressions {
                problems += Self.backtracking(of: pattern, at: detector.source, with: matcher)
            }
            guard case .regex(let leaf) = detector.kind, leaf.keywords.isEmpty,
                isEverywhere(leaf.files)
            else { continue }
            guard PatternTree(leaf.pattern).requiredLength < Self.shortestLiteral else { continue }
            problems.append(
                RulePackError(
                    location: detector.source,
                    message:
                        "the pattern `\(leaf.pattern)` is looked for in every file, and no text of "
                        + "\(Self.shortestLiteral) letters is in all of its matches; narrow `files`, or make it more definite"
                ))
        }
        for operation in rule.patch?.operations ?? [] {
            for pattern in operation.expressions {
                problems += Self.backtracking(of: pattern, at: operation.source, with: matcher)
            }
        }
        return problems
    }

    /// Whether globs let every file of the scope through.
    private func isEverywhere(_ globs: [String]) -> Bool {
        let files = globs.isEmpty ? rule.applicability.include : globs
        return files.isEmpty || files.contains { $0 == "**" || $0 == "**/*" || $0 == "*" }
    }

    /// Tries a pattern on what it repeats, for as many steps as a search may take: no clock decides.
    private static func backtracking(
        of pattern: String, at place: SourceLocation, with matcher: PatternMatcher
    ) -> [RulePackError] {
        guard let expression = try? RegularExpression(pattern) else { return [] }
        let tree = PatternTree(pattern)
        for length in attackLengths {
            for attack in tree.attacks(limit: length) {
                do throws(MatchLimit) {
                    _ = try expression.matches(attack, using: matcher)
                } catch {
                    let message =
                        "the pattern `\(pattern)` gives up on \(attack.count) bytes (\(error.reason)); write its "
                        + "repetitions so that a text can be taken in one way only"
                    return [RulePackError(location: place, message: message)]
                }
            }
        }
        return []
    }
}
