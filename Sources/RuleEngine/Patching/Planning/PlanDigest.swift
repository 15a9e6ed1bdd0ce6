internal import Basics
internal import Snapshots

extension PlanAttempt {
    /// Over the rules' digest and a sorted line for each hunk: nothing of base commit, place in the file, time or prose.
    static func planDigest(of applied: [Application], rules: Digest) -> Digest {
        let hunks = applied.flatMap { application -> [Digest] in
            let finding = application.group.finding
            let removed = application.removed
            return application.group.paths.map { path in
                var hunk: [[UInt8]] = []
                let texts = removed[path] ?? []
                for (edit, text) in zip(application.group.edits(of: path), texts) {
                    hunk += [text, edit.replacement]
                    switch edit.action {
                    case .remove: hunk.append(Array("remove".utf8))
                    case .changeMode(let mode): hunk.append(Array("mode \(mode.rawValue)".utf8))
                    case .splice, .create: break
                    }
                }
                return Digest.framed(
                    [
                        finding.ruleID, String(finding.ruleVersion), finding.component.description,
                        finding.path?.description ?? "", finding.fingerprint.hex,
                    ].map { Array($0.utf8) } + [path.bytes, Array(Digest.framed(hunk).hex.utf8)])
            }
        }
        return .framed([rules.hex] + hunks.map(\.hex).sorted())
    }
}
