using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Which change tells the family what.</summary>
internal static class RegistrationNotices
{
    /// <summary>News about a state that is older than this is not worth sending.</summary>
    private static readonly TimeSpan Worth = TimeSpan.FromDays(3);

    public static Message? For(
        Loaded<Registration> before, Registration after, RegistrationAction action, long version, Asked asked, string stem)
    {
        if (after.Form is { Email: null, Phone: null }) return null;
        if (Template(before.State, after, action) is not { } template) return null;

        var values = new Dictionary<string, string>
        {
            ["name"] = after.Form.Name ?? "",
            ["dossierCode"] = after.DossierCode ?? "",
            ["session"] = after.Session,
            ["state"] = StateNames.Of(after.State).In(after.Language),
        };
        if (after.FeeAmount is { } amount) values["amount"] = amount.ToString();
        if (after.PayUntil is { } payUntil) values["payUntil"] = payUntil.Display();
        if (action is RegistrationAction.RequestCorrection && after.Correction is { } correction)
            values["reasons"] = string.Join("; ", correction.Reasons.Select(reason => reason.Text));

        return NoticeContracts.NoticeRequested.Write(
            $"{stem}-n",
            before.Id,
            asked.ArrivedAt,
            asked.Correlation,
            new NoticeRequestedV1(
                template.StartsWith("fee-", StringComparison.Ordinal) ? "fee" : "registration",
                version,
                template,
                after.Language,
                after.Form.Email,
                after.Form.Phone,
                values,
                asked.ArrivedAt + Worth));
    }

    /// <summary>Tells a family that has begun already that it has more time.</summary>
    public static Message? Extended(RecordId id, Registration? registration, WindowExtension extension, Asked asked, string messageId)
    {
        if (registration is null || registration.Form is { Email: null, Phone: null }) return null;
        var values = new Dictionary<string, string>
        {
            ["name"] = registration.Form.Name ?? "",
            ["session"] = registration.Session,
            ["closesAt"] = extension.Until.Display(),
            ["reason"] = extension.Reason,
        };
        if (registration.DossierCode is { } code) values["dossierCode"] = code;
        return NoticeContracts.NoticeRequested.Write(
            messageId,
            id,
            asked.ArrivedAt,
            asked.Correlation,
            new NoticeRequestedV1(
                "window",
                extension.Until.ToUnixTimeSeconds(),
                "window-extended",
                registration.Language,
                registration.Form.Email,
                registration.Form.Phone,
                values,
                extension.Until));
    }

    private static string? Template(Registration? before, Registration after, RegistrationAction action) => action switch
    {
        _ when after.State is RegistrationState.Confirmed && before?.State is not RegistrationState.Confirmed => "exam-confirmed",
        RegistrationAction.Submit or RegistrationAction.FileBySchool when before?.State is not RegistrationState.Submitted => "exam-submitted",
        RegistrationAction.RequestCorrection => "exam-corrections",
        RegistrationAction.Withdraw when before?.SubmittedAt is not null => "exam-withdrawn",
        RegistrationAction.SettleFee when after.Fee is FeeStatus.Paid && before?.Fee is not FeeStatus.Paid => "fee-paid",
        RegistrationAction.LapseFee => "fee-lapsed",
        RegistrationAction.RefundFee => "fee-refunded",
        _ => null,
    };
}
