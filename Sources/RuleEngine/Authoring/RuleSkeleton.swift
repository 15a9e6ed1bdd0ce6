/// The files of a new rule, which load, pass their own cases and say where to go on.
package struct RuleSkeleton: Sendable {
    /// The rule's id.
    package let id: String
    /// The name of its pack.
    package let pack: String
    package let scope: Applicability.Scope
    /// The id of the policy that the rule cites.
    package let policyID: String

    /// The most letters of an id.
    private static let longestID = 80

    /// A skeleton; nil for an id or a pack's name that rules and packs cannot have.
    ///
    /// The policy is the first of the series `NEW` that none of the pack's `policies`, by file name, has.
    package init?(id: String, pack: String, scope: Applicability.Scope, policies: [String]) {
        let number = (0...policies.count).first { number in
            !policies.contains { $0.hasPrefix("NEW-1.\(number)-") }
        }
        policyID = "NEW-1.\(number ?? policies.count)"
        guard Self.isID(id), Self.isID(pack) else { return nil }
        self.id = id
        self.pack = pack
        self.scope = scope
    }

    private static func isID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return text.utf8.count <= longestID
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
            }
    }

    /// The file name of the policy in the pack's folder `policies`.
    package var policyName: String { "\(policyID)-\(id).md" }

    /// `pack.yaml`.
    package var packText: String {
        """
        apiVersion: complybot.dev/v1
        kind: RulePack
        metadata: {name: \(pack), version: 0.1.0}

        """
    }

    /// The policy that the rule cites.
    package var policyText: String {
        """
        ---
        id: \(policyID)
        title: \(title)
        owner: platform-engineering
        status: active
        effective: 2026-01-01
        sources:
          - The decision of our own that this document records
        ---

        # \(policyID) \(title)

        ## Purpose

        What goes wrong where this is not kept, in a sentence or two.

        ## Scope

        \(example.where)

        ## Requirement

        \(example.clause)

        ## Exceptions

        An exception is a waiver with a reason, an approver and an end date.

        ## Sources

        - The decision of our own that this document records.

        """
    }

    private var title: String {
        let words = id.split(separator: "-").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// The rule's file.
    package var ruleText: String {
        """
        # Every key is explained in docs/rules.md and by `complybot rules schema`. Change the example step by step, and run
        #   complybot rules test --rules . --rule \(id)
        #   complybot rules lint .
        apiVersion: complybot.dev/v1
        kind: Rule
        id: \(id)
        version: 1
        title: \(title)
        severity: low
        confidence: high
        stage: experimental
        references: ["internal:\(policyID)"]
        policy:
          - doc: \(policyName)
            section: Requirement
            clause: \(example.clause)
        \(example.body)

        """
    }

    private var example: Example {
        switch scope {
        case .repo: .repository
        case .component: .component
        case .file: .file
        }
    }
}

/// What the rule of a skeleton does, until its author has changed it.
private struct Example {
    let clause: String
    let `where`: String
    let body: String

    static let repository = Example(
        clause: "Every repository MUST say in CONTRIBUTING.md how changes are made.",
        where: "Every repository.",
        body: """
            when:
              scope: repo
              exists: {any: ["**"]}
            detect:
              file: {glob: CONTRIBUTING.md, state: absent}
            message: The repository does not say how changes are made.
            remediation: Add CONTRIBUTING.md.
            tests:
              - name: nothing is said
                files: {README.md: "# Orders\\n"}
                expect: {outcome: fail, findings: [{message: does not say}], patch: none}
              - name: it is said
                files: {CONTRIBUTING.md: "Open a pull request.\\n"}
                expect: {outcome: pass, patch: none}
              - name: a repository without any file
                files: {}
                expect: {outcome: not_applicable, patch: none}
            """)

    static let component = Example(
        clause: "Every component MUST name its owner in a file OWNERS.",
        where: "Every folder with a requirements.txt.",
        body: """
            when:
              scope: component
              exists: {any: [requirements.txt]}
            detect:
              file: {glob: OWNERS, state: absent}
            message: "{{component}} does not name its owner."
            remediation: Add a file OWNERS.
            tests:
              - name: nobody owns the component
                files: {requirements.txt: "flask\\n"}
                expect: {outcome: fail, findings: [{message: does not name its owner}], patch: none}
              - name: somebody does
                files: {requirements.txt: "flask\\n", OWNERS: "@contoso/orders\\n"}
                expect: {outcome: pass, patch: none}
              - name: no component
                files: {README.md: "# Orders\\n"}
                expect: {outcome: not_applicable, patch: none}
            """)

    static let file = Example(
        clause: "Every shell script MUST stop when a command fails.",
        where: "Every file that ends in .sh.",
        body: """
            when:
              scope: file
              paths: {include: ["**/*.sh"]}
            detect:
              all:
                - {id: script, anchor: true, regex: {pattern: '\\A#!.*sh\\b', files: ["**/*.sh"]}}
                - not: {regex: {pattern: '(?m)^\\s*set -\\w*e', files: ["**/*.sh"]}}
            message: "{{script.path}} goes on after a command has failed."
            remediation: Put `set -e` below the first line.
            tests:
              - name: a script that goes on
                files: {run.sh: "#!/bin/sh\\nmake\\n"}
                expect: {outcome: fail, findings: [{path: run.sh, line: 1}], patch: none}
              - name: a script that stops
                files: {run.sh: "#!/bin/sh\\nset -eu\\nmake\\n"}
                expect: {outcome: pass, patch: none}
              - name: a part of a script, which the script that reads it stops
                files: {part.sh: "make\\n"}
                expect: {outcome: pass, patch: none}
              - name: no script
                files: {README.md: "# Orders\\n"}
                expect: {outcome: not_applicable, patch: none}
            """)
}
