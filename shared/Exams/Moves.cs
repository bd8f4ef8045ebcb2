using PublicServices.Kernel;
using static PublicServices.Exams.RegistrationState;
using Do = PublicServices.Exams.RegistrationAction;

namespace PublicServices.Exams;

/// <summary>The state table: every state and action that go together, and where they lead.</summary>
/// <remarks>
/// Two facts decide beside state and action: whether the fee is settled, and whether the unit checks before a registration
/// counts. A registration is confirmed by whichever of check and fee comes last.
/// </remarks>
public static class Moves
{
    /// <summary>The next state, or why the action is not possible.</summary>
    public static Result<RegistrationState> Next(RegistrationState from, RegistrationAction action, bool feeSettled, bool needsCheck)
    {
        RegistrationState? next = (from, action) switch
        {
            (Draft or Withdrawn, Do.SaveDraft) => Draft,
            (Draft or Withdrawn, Do.Submit) => Submitted,
            (Draft, Do.Attach) => Draft,

            (Submitted or SchoolChecked or CorrectionRequested or Confirmed, Do.Edit) => Filed(feeSettled, needsCheck),
            (Submitted or CorrectionRequested, Do.Attach) => from,
            (SchoolChecked or Confirmed, Do.Attach) => Filed(feeSettled, needsCheck),
            (Submitted or SchoolChecked or CorrectionRequested or Confirmed, Do.FileBySchool) => Checked(feeSettled),

            (Submitted, Do.Check) => Checked(feeSettled),
            (Submitted or SchoolChecked or Confirmed, Do.RequestCorrection) => CorrectionRequested,
            (Draft or Submitted or SchoolChecked or CorrectionRequested or Confirmed, Do.Withdraw) => Withdrawn,

            (Submitted, Do.SettleFee) => needsCheck ? Submitted : Confirmed,
            (SchoolChecked, Do.SettleFee) => Confirmed,
            (Confirmed, Do.RefundFee) => needsCheck ? SchoolChecked : Submitted,
            // Money news is taken note of wherever the registration stands: it is a fact, not a request.
            (_, Do.SettleFee or Do.LapseFee or Do.RefundFee) => from,
            (Submitted or SchoolChecked or CorrectionRequested, Do.PayAgain) => from,

            (Confirmed, Do.Lock) => Locked,
            (Submitted or SchoolChecked or CorrectionRequested or Confirmed or Locked or NumberAssigned, Do.MarkIneligible) => Ineligible,
            (Locked, Do.AssignNumber) => NumberAssigned,
            (NumberAssigned, Do.MarkAbsent) => Absent,
            (NumberAssigned, Do.Suspend) => Suspended,
            (NumberAssigned, Do.Score) => Scored,
            (Scored, Do.Publish) => Published,
            (Published, Do.RequestRemark) => RemarkRequested,
            (RemarkRequested, Do.Remark) => Remarked,
            (Published or Remarked, Do.DecideGraduation) => GraduationDecided,
            (not Withdrawn, Do.Invite or Do.Join) => from,
            _ => null,
        };
        return next is { } state ? state : Refusal(from);
    }

    /// <summary>Who acts next.</summary>
    public static NextActor NextActors(RegistrationState state, FeeStatus fee, bool needsCheck) => state switch
    {
        Draft or CorrectionRequested => NextActor.Family,
        Submitted => (needsCheck ? NextActor.School : NextActor.Nobody) | Payer(fee),
        SchoolChecked => Payer(fee),
        Confirmed or Locked or NumberAssigned or Scored or RemarkRequested or Remarked => NextActor.Department,
        Withdrawn or Ineligible when fee is FeeStatus.Paid => NextActor.Payments,
        _ => NextActor.Nobody,
    };

    private static RegistrationState Filed(bool feeSettled, bool needsCheck) => feeSettled && !needsCheck ? Confirmed : Submitted;

    private static RegistrationState Checked(bool feeSettled) => feeSettled ? Confirmed : SchoolChecked;

    private static NextActor Payer(FeeStatus fee) =>
        fee is FeeStatus.Paid or FeeStatus.Waived ? NextActor.Nobody : NextActor.Family;

    private static Problem Refusal(RegistrationState from) => from switch
    {
        Draft => ExamProblems.NotSubmittedYet,
        Withdrawn => ExamProblems.WithdrawnAlready,
        Submitted or SchoolChecked or CorrectionRequested or Confirmed => ExamProblems.NotNow(from),
        _ => ExamProblems.LockedAlready,
    };
}
