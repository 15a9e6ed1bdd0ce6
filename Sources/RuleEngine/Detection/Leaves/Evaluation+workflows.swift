internal import Documents
internal import Snapshots

/// GitHub workflows and composite actions.
extension Evaluation {
    func hits(of leaf: WorkflowLeaf, given: Solution, in scope: RuleScope) -> LeafAnswer {
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
            guard kind == .workflow || leaf.check.isForActions else { continue }
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
                } else if let id = leaf.checkout {
                    guard let checkout = given.matches[id], checkout.path == path,
                        let place = checkout.data?.path
                    else { continue }
                    answer.hits += file.credentialUses(after: place).map { hit($0, path) }
                } else {
                    answer.hits += hits(
                        of: leaf.check, in: file, at: path, trusted: trusted,
                        pack: scope.compiled.pack)
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
        trusted: [String], pack: RulePack
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
        case .wrongVersionComment:
            return file.uses.compactMap(ActionReference.init).compactMap { reference in
                guard let stated = reference.wrongVersion(in: file.source, pack: pack) else {
                    return nil
                }
                var match = LeafMatch(path: path, span: reference.node.span)
                match.attributes = reference.attributes
                match.attributes["stated"] = stated
                return LeafHit(match: match)
            }
        case .missingPermissions:
            let isMissing = file.lacksPermissions
            return isMissing ? [LeafHit(match: LeafMatch(path: path, span: file.root.place))] : []
        case .broadPermissions: return file.broadPermissions.map { hit($0.span, path) }
        case .tokenWriteEvidence: return file.tokenWriteEvidence.map { hit($0.span, path) }
        case .dangerousTrigger: return file.dangerousCheckouts.map { hit($0, path) }
        case .templateInjection: return file.injections.map { hit($0, path) }
        case .persistCredentials: return file.persistentCheckouts.map { hit($0, path) }
        case .unpinnedImage: return file.unpinnedImages.map { hit($0, path) }
        case .secretsInherit: return file.inheritedSecrets.map { hit($0, path) }
        case .missingTimeout: return file.endlessJobs.map { hit($0, path) }
        case .missingEvent, .credentialUse: return []
        }
    }

    private func hit(_ found: WorkflowHit, _ path: RepositoryPath) -> LeafHit {
        var match = LeafMatch(path: path, span: found.span, attributes: found.attributes)
        match.data = DataPlace(format: .yaml, document: 0, path: found.path)
        return LeafHit(match: match)
    }

    private func hit(_ span: Range<Int>, _ path: RepositoryPath) -> LeafHit {
        LeafHit(match: LeafMatch(path: path, span: span))
    }
}
