package import Basics
package import Snapshots

/// A pack: rules, their variables and templates, and the policies that they cite.
package struct RulePack: Sendable {
    package var name: String
    package var version: String
    package var owner: String?
    package var variables: [VariableDeclaration]
    /// Sorted by id.
    package var rules: [Rule]
    /// The pinned actions of `pins.json`, by `owner/name@ref`.
    package var pins: [String: ActionPin]
    /// Over the sorted paths and bytes of the pack's files.
    package var digest: Digest
    /// The folder that it was read from.
    package var folder: String
    /// The languages that the pack brings, or adds queries to.
    var languages = LanguageCatalog()

    /// A pack from its parts.
    package init(
        name: String, version: String, owner: String?, variables: [VariableDeclaration],
        rules: [Rule], pins: [String: ActionPin], digest: Digest, folder: String
    ) {
        self.name = name
        self.version = version
        self.owner = owner
        self.variables = variables
        self.rules = rules
        self.pins = pins
        self.digest = digest
        self.folder = folder
    }

    /// What a tag of an action stood for, or what is known of a commit of it; nil when nothing is.
    ///
    /// Of several versions that are one commit the longest name is told, and of those the first in the order of texts.
    func pin(of action: String, at ref: String) -> ActionPin? {
        if let pin = pins["\(action)@\(ref)"] { return pin }
        guard ref.utf8.count == 40 else { return nil }
        let prefix = "\(action)@"
        return pins.filter { $0.key.hasPrefix(prefix) && $0.value.commit == ref }.map(\.value)
            .min {
                ($1.version.utf8.count, $0.version) < ($0.version.utf8.count, $1.version)
            }
    }
}

/// What a tag of an action stood for when it was looked up.
package struct ActionPin: Hashable, Sendable {
    /// The commit, 40 hex digits.
    package var commit: String
    /// The full version that the tag stood for, such as `v4.2.2`.
    package var version: String
    /// The day of the look-up, `YYYY-MM-DD`.
    package var checked: String

    /// Whether a ref looks like the tag of a version, such as `v4` or `1.2.3`; a branch, which moves by design, does not.
    static func isVersion(_ ref: String) -> Bool {
        let digits = ref.hasPrefix("v") ? ref.dropFirst() : ref[...]
        guard let first = digits.first, first.isASCII, first.isNumber, !ref.contains("/") else {
            return false
        }
        return !(ref.utf8.count == 40 && ref.allSatisfy(\.isHexDigit))
    }

    /// A pin from its parts.
    package init(commit: String, version: String, checked: String) {
        self.commit = commit
        self.version = version
        self.checked = checked
    }
}

/// One case of a rule's own tests.
package struct RuleTest: Sendable {
    /// What the patch is expected to do.
    package enum PatchExpectation: Hashable, Sendable {
        case applied
        case declined(reason: String?)
        case none
    }

    /// Variants that are switched off for the case, and why they do not hold for it.
    package struct VariantExceptions: Hashable, Sendable {
        package var variants: Set<RuleVariant>
        package var reason: String

        /// Exceptions from their parts.
        package init(variants: Set<RuleVariant>, reason: String) {
            self.variants = variants
            self.reason = reason
        }
    }

    /// One finding that must be there; nil parts are not compared.
    package struct ExpectedFinding: Hashable, Sendable {
        package var path: String?
        package var line: Int?
        /// A part of the message.
        package var message: String?
        /// A regular expression that matches the message.
        package var messagePattern: String?

        /// An expectation from its parts.
        package init(
            path: String?, line: Int?, message: String?, messagePattern: String? = nil
        ) {
            self.path = path
            self.line = line
            self.message = message
            self.messagePattern = messagePattern
        }
    }

    package var name: String
    /// The case's folder in the pack, when its files stand there instead of in the rule.
    package var folder: String?
    package var files: [RepositoryPath: MemorySnapshot.File]
    package var variables: [String: VariableValue]
    /// What the forge knows of the repository.
    package var facts = RepositoryFacts()
    package var outcome: String
    package var findings: [ExpectedFinding]?
    package var patch: PatchExpectation?
    /// The paths that the patch changes; nil when not stated.
    package var touched: [RepositoryPath]?
    /// The files as they must be afterwards; nil when not stated.
    package var after: [RepositoryPath: [UInt8]]?
    /// The variants that do not hold for the case.
    package var exceptions: VariantExceptions?
    package var source: SourceLocation

    /// A case from its parts.
    package init(
        name: String, folder: String? = nil, files: [RepositoryPath: MemorySnapshot.File],
        variables: [String: VariableValue], outcome: String, findings: [ExpectedFinding]?,
        patch: PatchExpectation?, touched: [RepositoryPath]?, after: [RepositoryPath: [UInt8]]?,
        exceptions: VariantExceptions? = nil, source: SourceLocation
    ) {
        self.name = name
        self.folder = folder
        self.files = files
        self.variables = variables
        self.outcome = outcome
        self.findings = findings
        self.patch = patch
        self.touched = touched
        self.after = after
        self.exceptions = exceptions
        self.source = source
    }
}
