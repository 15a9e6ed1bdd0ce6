internal import Documents
internal import Snapshots

/// GitHub workflows and composite actions.
extension Evaluation {
    func hits(of leaf: WorkflowLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        var trusted: [String] = []
        if let template = leaf.allowedOwners,
            let text = try? render(template, captures: [:], in: scope)
        {
            trusted = text.split { $0 == "," || $0 == " " }.map { $0.lowercased() }
        }
        var hasEvent = false
        for path in scope.files([]) {
            guard let kind = WorkflowFile.Kind(path: path) else { continue }
            guard kind == .workflow || leaf.check == .unpinnedUses else { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                let document = try facts(of: path).document(.yaml)
                guard let root = document.roots.first else { continue }
                let file = WorkflowFile(root: root, source: document.source)
                if leaf.check == .missingEvent {
                    hasEvent = hasEvent || file.hasEvent(oneOf: leaf.events)
                } else {
                    answer.hits += hits(of: leaf.check, in: file, at: path, trusted: trusted)
                }
            } catch {
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        if leaf.check == .missingEvent, !hasEvent, answer.doubt == nil {
            answer.hits = [LeafHit(match: LeafMatch(path: scope.context.file))]
        }
        return hasEvent ? LeafAnswer() : answer
    }

    private func hits(
        of check: WorkflowLeaf.Check, in file: WorkflowFile, at path: RepositoryPath,
        trusted: [String]
    ) -> [LeafHit] {
        switch check {
        case .unpinnedUses:
            return file.uses.compactMap(ActionReference.init).filter {
                !$0.isPinned && !trusted.contains($0.owner)
            }.map { reference in
                var match = LeafMatch(path: path, span: reference.node.span)
                match.attributes = reference.attributes
                match.captureSpans["ref"] = reference.refSpan(in: file.source)
                return LeafHit(match: match, captures: reference.attributes)
            }
        case .missingPermissions:
            let isMissing = file.lacksPermissions
            return isMissing ? [LeafHit(match: LeafMatch(path: path, span: file.root.place))] : []
        case .broadPermissions: return file.broadPermissions.map { hit($0.span, path) }
        case .tokenWriteEvidence: return file.tokenWriteEvidence.map { hit($0.span, path) }
        case .missingEvent: return []
        }
    }

    private func hit(_ span: Range<Int>, _ path: RepositoryPath) -> LeafHit {
        LeafHit(match: LeafMatch(path: path, span: span))
    }
}
