namespace PublicServices.Exams;

/// <summary>Stable words for actions in history and messages.</summary>
public static class ActionNames
{
    public static string Of(RegistrationAction action) => action switch
    {
        RegistrationAction.SaveDraft => "save-draft",
        RegistrationAction.Submit => "submit",
        RegistrationAction.FileBySchool => "file-by-school",
        RegistrationAction.Edit => "edit",
        RegistrationAction.Attach => "attach",
        RegistrationAction.Check => "check",
        RegistrationAction.RequestCorrection => "request-correction",
        RegistrationAction.Withdraw => "withdraw",
        RegistrationAction.SettleFee => "settle-fee",
        RegistrationAction.LapseFee => "lapse-fee",
        RegistrationAction.RefundFee => "refund-fee",
        RegistrationAction.PayAgain => "pay-again",
        RegistrationAction.Lock => "lock",
        RegistrationAction.MarkIneligible => "mark-ineligible",
        RegistrationAction.AssignNumber => "assign-number",
        RegistrationAction.Suspend => "suspend",
        RegistrationAction.MarkAbsent => "mark-absent",
        RegistrationAction.Score => "score",
        RegistrationAction.Publish => "publish",
        RegistrationAction.RequestRemark => "request-remark",
        RegistrationAction.Remark => "remark",
        RegistrationAction.DecideGraduation => "decide-graduation",
        RegistrationAction.Invite => "invite-guardian",
        RegistrationAction.Join => "join-as-guardian",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };
}
