extension StudioState {
    /// An answer about a file.
    mutating func acceptFile(_ message: Message) -> [Effect] {
        switch message {
        case .fileOpened(let path, let text, let stamp): return opened(path, text, stamp)
        case .fileSaved(let path, let stamp): return saved(path, stamp)
        case .fileChangedOnDisk(let path): changedOnDisk(path)
        case .fileFailed(let message):
            file.savingRevision = nil
            file.afterSave = nil
            complain(message)
            if case .picker(var picker) = overlay {
                picker.isLoading = false
                overlay = .picker(picker)
            }
        case .folderListed(let path, let entries): return listed(path, entries)
        case .recoveryFound(let recovery):
            // Never under another question.
            if demo == nil { overlay = .dialog(Dialog(.recovery(recovery))) }
        case .recoverySaved: break
        default: break
        }
        return []
    }

    private mutating func opened(_ path: String, _ text: String, _ stamp: FileStamp) -> [Effect] {
        load(text, path: path, stamp: stamp)
        mode = editorIsEmpty ? .write : .listen
        if editorIsEmpty { editor.apply(.move(.documentEnd)) }
        pane = .script
        if !stamp.isWritable { warn("\(fileName(path)) can only be read; save it elsewhere.") }
        var effects: [Effect] = []
        if player.transport != .stopped, demo == nil {
            player.transport = .stopped
            effects.append(.player(.stop))
        }
        player.playhead = nil
        return effects + readScriptNow()
    }

    private mutating func saved(_ path: String, _ stamp: FileStamp) -> [Effect] {
        file.path = path
        file.stamp = stamp
        file.savedRevision = file.savingRevision ?? editor.revision
        file.savingRevision = nil
        report("Saved \(path)")
        guard let next = file.afterSave else { return [] }
        file.afterSave = nil
        // Something typed while it was being saved is not lost to what comes next.
        return whenSafe(next)
    }

    private mutating func changedOnDisk(_ path: String) {
        let wasSaving = file.savingRevision != nil
        file.savingRevision = nil
        if wasSaving && path != file.path {
            overlay = .dialog(Dialog(.exists(path: path)))
        } else {
            // A question that waits for its answer is not pushed aside.
            if case .dialog = overlay { return }
            var dialog = Dialog(.changedOnDisk(path: path))
            if !hasUnsavedChanges {
                dialog.list.index = dialog.choices.firstIndex { $0.answer == .reload } ?? 0
            }
            overlay = .dialog(dialog)
        }
    }

    private mutating func listed(_ path: String, _ entries: [FolderEntry]) -> [Effect] {
        listing = Listing(folder: path, entries: entries)
        if case .picker(var picker) = overlay, picker.folder == path {
            picker.entries = entries
            picker.isLoading = false
            overlay = .picker(picker)
        }
        return prompt == nil ? [] : completePrompt()
    }

    /// A question has been answered.
    mutating func answer(_ dialog: Dialog, with answer: Dialog.Answer) -> [Effect] {
        overlay = nil
        switch (dialog.question, answer) {
        case (.unsaved(let next), .save):
            file.afterSave = next
            return save(as: "")
        case (.unsaved(let next), .discard):
            file.savedRevision = editor.revision
            return [.discardRecovery(identifier: nil)] + perform(next)
        case (.changedOnDisk(let path), .overwrite), (.exists(let path), .overwrite):
            return save(as: path, overwriting: true)
        case (.changedOnDisk(let path), .reload): return [.openFile(path: path)]
        case (_, .saveElsewhere): return openPrompt(.command, text: "write ")
        case (.recovery(let recovery), .recover): return recover(recovery)
        case (.recovery(let recovery), .discard):
            return [.discardRecovery(identifier: recovery.identifier)]
        default:
            file.afterSave = nil
            return []
        }
    }

    /// Takes over a recovered text, which stays unsaved until the user saves it.
    private mutating func recover(_ recovery: Recovery) -> [Effect] {
        let stamp = recovery.path == file.path ? file.stamp : nil
        load(recovery.text, path: recovery.path, stamp: stamp)
        file.savedRevision = -1
        file.recoveryVersion = editorVersion
        report("Recovered. Save it with Ctrl-S.")
        return readScriptNow() + [
            .saveRecovery(text: recovery.text, path: recovery.path, version: editorVersion),
            .discardRecovery(identifier: recovery.identifier),
        ]
    }
}
