using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A school records that a pupil has a benefit.</summary>
/// <param name="Evidence">Reference of the document that proves it.</param>
public sealed record AskBenefit(string School, string Student, string StudentName, string Group, DateOnly From, DateOnly To, string Evidence);

/// <summary>A second person decides.</summary>
/// <param name="Reason">Needed for a refusal.</param>
public sealed record DecideBenefit(RecordId Benefits, int Number, bool Approve, string Reason);

/// <summary>What a caller is told about a claim.</summary>
public sealed record BenefitAnswer(RecordId Benefits, BenefitClaim Claim);

/// <summary>Exemptions and reductions: recorded with their evidence by one officer, decided by another.</summary>
public sealed class Benefits(Records<StudentBenefits> records, TuitionRuleBook book, KeyedHash hash, IdSource ids)
{
    private const int MaxTextLength = 300;
    private static readonly int MaxDays = 5 * 366;

    public async ValueTask<Result<BenefitAnswer>> AskAsync(AskBenefit command, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.IsOfficerOf(asked.Caller, command.School)) return KernelProblems.Forbidden;
        var student = command.Student.Trim().ToUpperInvariant();
        var faults = new List<FieldProblem>();
        if (!TuitionIds.IsStudent(student)) faults.Add(TuitionProblems.NotRight("student", "mã học sinh", "the pupil's code"));
        if (command.StudentName.Trim().Length is 0 or > MaxTextLength) faults.Add(TuitionProblems.Required("studentName"));
        if (command.Evidence.Trim().Length is 0 or > MaxTextLength) faults.Add(TuitionProblems.Required("evidence"));
        if (command.To < command.From || command.To.DayNumber - command.From.DayNumber > MaxDays) faults.Add(TuitionProblems.NotRight("to", "ngày kết thúc", "the last day"));
        if (book.GroupsOn(command.From).All(group => group.Code != command.Group)) faults.Add(TuitionProblems.NotRight("group", "đối tượng không có trong quy định vào ngày bắt đầu", "no such group on the first day"));
        if (faults.Count > 0) return TuitionProblems.NotValid(faults);

        return await ChangeAsync(
            TuitionIds.Benefits(hash, student),
            asked,
            (loaded, _) =>
            {
                var before = loaded.State ?? new StudentBenefits(student, command.StudentName.Trim(), []);
                if (before.Claims.Count >= StudentBenefits.MaxClaims) return TuitionProblems.TooMany;
                var claim = new BenefitClaim(
                    before.Claims.Count + 1, command.School, command.Group, command.From, command.To, command.Evidence.Trim(),
                    BenefitStatus.Asked, asked.ArrivedAt, asked.Caller.Id);
                return (before with { Claims = [.. before.Claims, claim] }, claim, null);
            },
            cancellationToken);
    }

    /// <summary>Decides. Approved, bills of the time it covers are worked out anew, back-dated ones too.</summary>
    public ValueTask<Result<BenefitAnswer>> DecideAsync(DecideBenefit command, Asked asked, CancellationToken cancellationToken) => ChangeAsync(
        command.Benefits,
        asked,
        (loaded, stem) =>
        {
            if (loaded.State is not { } before || command.Number < 1 || command.Number > before.Claims.Count) return KernelProblems.NotFound;
            var claim = before.Claims[command.Number - 1];
            if (!TuitionPermissions.IsOfficerOf(asked.Caller, claim.School)) return KernelProblems.NotFound;
            if (claim.Status is not BenefitStatus.Asked) return TuitionProblems.Decided;
            if (claim.AskedBy == asked.Caller.Id) return TuitionProblems.SecondPerson;
            if (!command.Approve && command.Reason.Trim().Length is 0 or > MaxTextLength) return TuitionProblems.NotValid([TuitionProblems.Required("reason")]);
            if (command.Approve && before.Claims.Any(other => other.Status is BenefitStatus.Approved && other.School != claim.School && other.Overlaps(claim)))
                return TuitionProblems.ElsewhereAlready;

            var decided = claim with
            {
                Status = command.Approve ? BenefitStatus.Approved : BenefitStatus.Refused,
                DecidedAt = asked.ArrivedAt,
                DecidedBy = asked.Caller.Id,
                Note = command.Reason.Trim() is { Length: > 0 } reason ? reason : null,
            };
            var after = before with { Claims = [.. before.Claims.Select(other => other.Number == claim.Number ? decided : other)] };
            return (after, decided, command.Approve ? Recalculate(before.Student, decided, asked, stem) : null);
        },
        cancellationToken);

    private Message Recalculate(string student, BenefitClaim claim, Asked asked, string stem)
    {
        var account = TuitionIds.Account(hash, claim.School, student);
        return TuitionMessages.RecalculationDue.Write(
            $"{stem}-r", account, asked.ArrivedAt, asked.Correlation,
            new RecalculationDueV1(account, student, claim.From, claim.To, $"{claim.Group}: {claim.Evidence}"));
    }

    private async ValueTask<Result<BenefitAnswer>> ChangeAsync(
        RecordId id,
        Asked asked,
        Func<Loaded<StudentBenefits>, string, Result<(StudentBenefits After, BenefitClaim Claim, Message? Also)>> decide,
        CancellationToken cancellationToken)
    {
        var stem = ids.Next();
        BenefitClaim? made = null;
        var result = await records.ChangeAsync(
            id,
            asked.Cause,
            loaded =>
            {
                if (!decide(loaded, stem).Succeeded(out var decision, out var problem)) return problem;
                made = decision.Claim;
                var changed = TuitionMessages.BenefitChanged.Write(
                    $"{stem}-v", id, asked.ArrivedAt, asked.Correlation,
                    new BenefitChangedV1(id, loaded.Version + 1, decision.After.Student, decision.After.Name, decision.Claim));
                return new Change<StudentBenefits>(decision.After)
                {
                    Messages = decision.Also is { } also ? [new Outgoing(changed), new Outgoing(also)] : [new Outgoing(changed)],
                };
            },
            cancellationToken);
        if (!result.Succeeded(out var done, out var refusal)) return refusal;
        return new BenefitAnswer(id, made ?? done.State!.Claims[^1]);
    }
}
