using PublicServices.Exams;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>The feature's routes, with what the API document says about each.</summary>
internal static class ExamsRoutes
{
    private const string Filing = "Filing";
    private const string Families = "Families";
    private const string Officers = "Officers";
    private const string Reference = "Reference";
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;

    public static void Map(Triggers triggers)
    {
        MapFiling(triggers);
        MapFamilies(triggers);
        MapOfficers(triggers);
        MapDefinitions(triggers);
        MapReference(triggers);
    }

    private static void MapFiling(Triggers triggers)
    {
        triggers.Http("POST", "/api/exams/{session}/registrations", Access.SignedIn, ExamsHttp.SubmitAsync)
            .Says(Filing, "File a registration; with If-Match, complete your own draft or begin anew after a withdrawal.")
            .Reads(() => ExamsHttpJson.Default.FormBody).TakesKey().TakesVersion(required: false)
            .Answers(() => ExamsJson.Default.RegistrationAnswer, StatusCodes.Status201Created, "Filed, durably; the fee is asked for.");
        triggers.Http("PUT", "/api/exams/{session}/drafts", Access.SignedIn, ExamsHttp.SaveDraftAsync)
            .Says(Filing, "Save a draft, however unfinished.")
            .Reads(() => ExamsHttpJson.Default.FormBody).TakesKey().TakesVersion(required: false)
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("GET", "/api/exams/registrations", Access.SignedIn, ExamsHttp.MineAsync)
            .Says(Filing, "Your own registrations.")
            .Answers(() => ExamsJson.Default.RegistrationList);
        triggers.Http("GET", "/api/exams/registrations/{id}", Access.SignedIn, ExamsHttp.ReadAsync)
            .Says(Filing, "One registration. What an officer reads is recorded in its history.")
            .Answers(() => ExamsJson.Default.RegistrationView, hasVersion: true);
        triggers.Http("PUT", "/api/exams/registrations/{id}", Access.SignedIn, ExamsHttp.EditAsync)
            .Says(Filing, "Change a filed form, or put right what was asked for.")
            .Reads(() => ExamsHttpJson.Default.RegistrationForm).TakesKey().TakesVersion()
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("POST", "/api/exams/registrations/{id}/submit", Access.SignedIn, ExamsHttp.SubmitDraftAsync)
            .Says(Filing, "File a draft as it was saved.").TakesKey().TakesVersion()
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("POST", "/api/exams/registrations/{id}/withdraw", Access.SignedIn, ExamsHttp.WithdrawAsync)
            .Says(Filing, "Give a registration up; money paid for it is asked back.").TakesKey().TakesVersion()
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("POST", "/api/exams/registrations/{id}/pay-again", Access.SignedIn, ExamsHttp.PayAgainAsync)
            .Says(Filing, "Ask for the fee anew after it lapsed or was given back.").TakesKey().TakesVersion()
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("GET", "/api/exams/registrations/{id}/history", Access.SignedIn, ExamsHttp.HistoryAsync)
            .Says(Filing, "Who saw and changed what, oldest first.")
            .Answers(() => ExamsJson.Default.IReadOnlyListHistoryEntry);
        triggers.Http("GET", "/api/exams/registrations/{id}/receipt", Access.SignedIn, ExamsHttp.ReceiptAsync)
            .Says(Filing, "What was submitted and when, signed.").Refuses(Conflict)
            .Answers(() => ExamsJson.Default.ReceiptView);
        triggers.Http("POST", "/api/exams/registrations/{id}/files", Access.SignedIn, FilesHttp.AttachAsync)
            .Says(Filing, "Attach a file; the body is the file.").ReadsBytes("image/jpeg", "image/png", "application/pdf")
            .TakesKey().TakesVersion().Refuses(StatusCodes.Status415UnsupportedMediaType)
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("POST", "/api/exams/registrations/{id}/uploads", Access.SignedIn, UploadsHttp.OpenAsync)
            .Says(Filing, "Announce a file that comes in blocks: where to put them, and until when.")
            .Reads(() => ExamsHttpJson.Default.UploadBody).Refuses(StatusCodes.Status429TooManyRequests)
            .Answers(() => KernelJson.Default.UploadTicket, StatusCodes.Status201Created);
        triggers.Http("GET", "/api/exams/registrations/{id}/uploads/{upload}", Access.SignedIn, UploadsHttp.ContinueAsync)
            .Says(Filing, "Go on with an upload: which blocks are there, and new addresses for the rest.").Refuses(Conflict)
            .Answers(() => KernelJson.Default.UploadTicket);
        triggers.Http("POST", "/api/exams/registrations/{id}/uploads/{upload}/complete", Access.SignedIn, UploadsHttp.CompleteAsync)
            .Says(Filing, "All blocks are there: check the file and attach it.").TakesVersion(required: false)
            .Refuses(StatusCodes.Status410Gone, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType)
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("GET", "/api/exams/registrations/{id}/files/{file}", Access.SignedIn, FilesHttp.ReadAsync)
            .Says(Filing, "An attached file.").AnswersPlain(StatusCodes.Status200OK, "The file.", "*/*");
        triggers.Http("DELETE", "/api/exams/registrations/{id}/files/{file}", Access.SignedIn, FilesHttp.RemoveAsync)
            .Says(Filing, "Remove an attached file.").TakesKey().TakesVersion()
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
    }

    private static void MapFamilies(Triggers triggers)
    {
        triggers.Http("POST", "/api/exams/registrations/{id}/invitation", Access.SignedIn, GuardiansHttp.InviteAsync)
            .Says(Families, "Make a code with which one more guardian may join; an earlier one stops working.").Refuses(Conflict)
            .Answers(() => ExamsJson.Default.InvitationIssued);
        triggers.Http("POST", "/api/exams/{session}/guardians", Access.SignedIn, GuardiansHttp.JoinAsync)
            .Says(Families, "Join a registration with a code.").Refuses(Conflict).Reads(() => ExamsHttpJson.Default.JoinBody)
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("GET", "/api/exams/account", Access.SignedIn, GuardiansHttp.AccountAsync)
            .Says(Families, "The candidates your account acts for.")
            .Answers(() => ExamsJson.Default.FamilyAccount);
        triggers.Http("POST", "/api/exams/account/children", Access.SignedIn, GuardiansHttp.AddChildAsync)
            .Says(Families, "Add a candidate, or bring one up to date.").Refuses(Conflict).Reads(() => ExamsHttpJson.Default.AddChild)
            .Answers(() => ExamsJson.Default.FamilyAccount);
        triggers.Http("DELETE", "/api/exams/account/children/{child}", Access.SignedIn, GuardiansHttp.RemoveChildAsync)
            .Says(Families, "Remove a candidate; registrations are withdrawn on their own.")
            .Answers(() => ExamsJson.Default.FamilyAccount);
    }

    private static void MapOfficers(Triggers triggers)
    {
        triggers.Http("GET", "/api/exams/{session}/units/{unit}/registrations", Access.SignedIn, OfficersHttp.ListAsync)
            .Says(Officers, "A unit's list or queue. A filtered page may hold fewer rows than asked for and still have a next one.")
            .Answers(() => ExamsJson.Default.RegistrationList);
        triggers.Http("POST", "/api/exams/registrations/{id}/check", Access.SignedIn, OfficersHttp.CheckAsync)
            .Says(Officers, "Find a registration in order.").TakesKey().TakesVersion()
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("POST", "/api/exams/registrations/{id}/corrections", Access.SignedIn, OfficersHttp.RequestCorrectionAsync)
            .Says(Officers, "Ask the family to put something right.").Reads(() => ExamsHttpJson.Default.CorrectionBody).TakesKey().TakesVersion()
            .Answers(() => ExamsJson.Default.RegistrationAnswer);
        triggers.Http("POST", "/api/exams/{session}/classes", Access.SignedIn, OfficersHttp.FileClassAsync)
            .Says(Officers, "File a class from a sheet, CSV or XLSX; uploading it twice changes nothing.")
            .ReadsBytes("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .Refuses(StatusCodes.Status400BadRequest, Conflict, StatusCodes.Status415UnsupportedMediaType, Invalid)
            .Answers(() => ExamsJson.Default.ClassReport, text: "A report row by row.");
        triggers.Http("POST", "/api/exams/{session}/units/{unit}/lock", Access.SignedIn, OfficersHttp.LockAsync)
            .Says(Officers, "Lock a unit's list once its window has closed.").TakesKey()
            .Answers(() => ExamsJson.Default.UnitLock, StatusCodes.Status202Accepted, "Locking has begun.");
        triggers.Http("GET", "/api/exams/{session}/units/{unit}/lock", Access.SignedIn, OfficersHttp.ReadLockAsync)
            .Says(Officers, "How far locking has come.")
            .Answers(() => ExamsJson.Default.UnitLock);
        triggers.Http("POST", "/api/exams/{session}/extensions", Access.SignedIn, OfficersHttp.ExtendAsync)
            .Says(Officers, "Keep filing open longer for everybody, a Department's units, one unit or one person.")
            .Reads(() => ExamsHttpJson.Default.ExtensionBody).TakesKey()
            .Answers(() => ExamsJson.Default.WindowExtension);
    }

    private static void MapDefinitions(Triggers triggers)
    {
        triggers.Http("GET", "/api/exams/sessions/{session}", Access.SignedIn, DefinitionsHttp.ReadSessionAsync)
            .Says(Officers, "A session as it is defined, for the Ministry and Departments.")
            .Answers(() => ExamsJson.Default.DefinedSession, hasVersion: true);
        triggers.Http("GET", "/api/exams/sessions/{session}/history", Access.SignedIn, DefinitionsHttp.ReadSessionHistoryAsync)
            .Says(Officers, "Who defined, changed and extended a session; of a change the note is what it was until then.")
            .Answers(() => ExamsJson.Default.IReadOnlyListHistoryEntry);
        triggers.Http("PUT", "/api/exams/sessions/{session}", Access.SignedIn, DefinitionsHttp.DefineSessionAsync)
            .Says(Officers, "Define a session, or change it: all of it until registration opens, then only what has not begun. By the Ministry.")
            .Reads(() => ExamsHttpJson.Default.SessionDefinition).TakesKey().TakesVersion(required: false)
            .Answers(() => ExamsJson.Default.DefinedSession, hasVersion: true);
        triggers.Http("GET", "/api/exams/units/{unit}", Access.Public, DefinitionsHttp.ReadUnitAsync)
            .Says(Reference, "A registration unit: whom it takes, and whether it checks first.")
            .Answers(() => ExamsJson.Default.RegistrationUnit);
        triggers.Http("PUT", "/api/exams/units/{unit}", Access.SignedIn, DefinitionsHttp.DefineUnitAsync)
            .Says(Officers, "Define a registration unit, or change it. By its Department or the Ministry; twice changes nothing.")
            .Reads(() => ExamsHttpJson.Default.UnitBody).Refuses(Conflict, Invalid)
            .Answers(() => ExamsJson.Default.DefinedUnit);
        triggers.Http("POST", "/api/exams/unit-sheets", Access.SignedIn, DefinitionsHttp.FileUnitsAsync)
            .Says(Officers, "Define units from a sheet, CSV or XLSX; uploading it twice changes nothing.")
            .ReadsBytes("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .Refuses(StatusCodes.Status400BadRequest, Conflict, StatusCodes.Status415UnsupportedMediaType, Invalid)
            .Answers(() => ExamsJson.Default.UnitsReport, text: "A report row by row.");
    }

    private static void MapReference(Triggers triggers)
    {
        triggers.Http("GET", "/api/exams/sessions", Access.Public, OfficersHttp.SessionsAsync)
            .Says(Reference, "Exam sessions and their windows.")
            .Answers(() => ExamsJson.Default.IReadOnlyListSessionRow);
        triggers.Http("GET", "/api/exams/departments/{department}/units", Access.Public, OfficersHttp.UnitsAsync)
            .Says(Reference, "A Department's registration units.")
            .Answers(() => ExamsJson.Default.IReadOnlyListUnitRow);
        triggers.Http("GET", "/api/receipts/{token}", Access.Public, ExamsHttp.VerifyReceipt)
            .Says(Reference, "Is this receipt genuine, and what does it say.")
            .Answers(() => ExamsJson.Default.Receipt);
        triggers.Http("GET", "/.well-known/receipt-keys.json", Access.Public, ExamsHttp.ReceiptKeys)
            .Says(Reference, "Public keys of receipts, a JSON Web Key Set.")
            .AnswersPlain(StatusCodes.Status200OK, "RFC 7517.", "application/json");
    }
}
