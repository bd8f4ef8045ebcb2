using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Who may add which files to a registration, and until when.</summary>
public sealed class AttachRules(ExamReference reference, ExamRuleBook book, FilingWindow window)
{
    /// <summary>Why the caller may not add files to a registration as it was seen; null when they may.</summary>
    public async ValueTask<Problem?> RefusesAsync(Loaded<Registration> seen, Asked asked, CancellationToken cancellationToken)
    {
        if (Permissions.Refuses(asked.Caller, seen.State) is { } unseen) return unseen;
        if (!Permissions.MayEdit(asked.Caller, seen.State!)) return KernelProblems.Forbidden;
        if (await reference.SessionAsync(seen.State!.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        return await window.RefusesEditAsync(session, seen, asked.ArrivedAt, cancellationToken);
    }

    /// <summary>The rule in force for a kind of document; null when there is none.</summary>
    public AttachmentRule? Find(string kind, Asked asked) => book.On(asked.ArrivedAt.VietnamDate()).Attachments.Find(kind);

    /// <summary>What a file of this kind may be.</summary>
    public static FileRule FileRuleOf(AttachmentRule rule) => new(
        [.. rule.Accepted.Select(Enum.Parse<FileType>)],
        rule.MaxBytes,
        new ImageBounds(rule.MinSidePixels, rule.MaxSidePixels, ImageBounds.Any.MaxPixels));
}
