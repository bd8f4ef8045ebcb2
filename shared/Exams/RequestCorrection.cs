using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>An officer of the unit wants something put right.</summary>
/// <param name="Reasons">1 to <see cref="MaxReasons"/>; the family and the portal read them.</param>
/// <param name="ExpectedVersion">The version the officer looked at.</param>
public sealed record RequestCorrection(RecordId Registration, IReadOnlyList<CorrectionReason> Reasons, long ExpectedVersion)
{
    public const int MaxReasons = 20;
    public const int MaxReasonLength = 500;
}

/// <summary>Sends a registration back to the family with reasons.</summary>
public sealed class RequestCorrectionHandler(Registrations registrations)
{
    public ValueTask<Result<RegistrationAnswer>> HandleAsync(
        RequestCorrection command, Asked asked, CancellationToken cancellationToken) =>
        registrations.ChangeSeenAsync(
            command.Registration, asked, command.ExpectedVersion, (loaded, _) => Decide(loaded, command, asked), cancellationToken);

    private static Result<Decision?> Decide(Loaded<Registration> loaded, RequestCorrection command, Asked asked)
    {
        var before = loaded.State!;
        if (!Permissions.IsOfficerOf(asked.Caller, before.Form.Unit)) return KernelProblems.Forbidden;
        if (!AreGood(command.Reasons)) return ExamProblems.ReasonsNeeded;
        if (!Moves.Next(before.State, RegistrationAction.RequestCorrection, before.FeeSettled, before.NeedsCheck)
            .Succeeded(out var next, out var refusal)) return refusal;
        var correction = new Correction(asked.ArrivedAt, asked.Caller.Name, command.Reasons);
        return new Decision(
            before with { State = next, Correction = correction },
            RegistrationAction.RequestCorrection,
            string.Join("; ", command.Reasons.Select(reason => $"{reason.Field}: {reason.Text}")));
    }

    private static bool AreGood(IReadOnlyList<CorrectionReason>? reasons) =>
        reasons is { Count: > 0 and <= RequestCorrection.MaxReasons }
        && reasons.All(reason =>
            reason is { Field.Length: <= FormFields.MaxLength, Text.Length: <= RequestCorrection.MaxReasonLength }
            && !string.IsNullOrWhiteSpace(reason.Text));
}
