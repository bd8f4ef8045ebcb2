using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Exams;

/// <summary>The exam feature on a store in memory, with the demonstration session open since yesterday.</summary>
internal sealed class ExamWorld : IDisposable
{
    public const string School = "01-001";
    public const string FreeDesk = "01-000";
    public static readonly DateTimeOffset Start = new(2027, 4, 21, 9, 0, 0, VietnamTime.Offset);
    public static readonly Caller Lan = new("acc-lan", Role.Family, "Lan");
    public static readonly Caller Minh = new("acc-minh", Role.Family, "Minh");
    public static readonly Caller Officer = new("school-01-001", Role.School, "Hà", School);
    public static readonly Caller OtherSchool = new("school-01-002", Role.School, "Bảo", "01-002");
    public static readonly Caller Department = new("department-01", Role.Department, "Anh", "01");
    public static readonly Caller Ministry = new("ministry", Role.Ministry, "Long");

    private int _keys;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ExamWorld()
    {
        var seed = 0;
        Ids = new IdSource(Clock, bytes => bytes.Fill((byte)(seed++ % 251)));
        Hash = new KeyedHash(new byte[32]);
        Counters = new Counters(Store);
        Reference = new ExamReference(Store, Clock);
        Directory = new ExamDirectory(Store, Store);
        DefineSession = new DefineSessionHandler(Store, Book, Ids);
        DefineUnit = new DefineUnitHandler(Store, Ids);
        Window = new FilingWindow(Store);
        Filing = new Filing(Reference, Book, Window, Hash, Counters);
        Registrations = new Registrations(Store, Ids, Clock);
        Submit = new SubmitRegistrationHandler(Registrations, Filing);
        Read = new ReadRegistration(Store, Registrations, Book, Hash);
        FeePaid = new ApplyFeePaid(Registrations);
        FeeNews = new ApplyFeeNews(Registrations);
        SaveDraft = new SaveDraftHandler(Registrations, Reference, Book, Window, Filing);
        SubmitDraft = new SubmitDraftHandler(Registrations, Submit);
        Edit = new EditRegistrationHandler(Registrations, Reference, Book, Window);
        Withdraw = new WithdrawRegistrationHandler(Registrations);
        Check = new CheckRegistrationHandler(Registrations);
        Correct = new RequestCorrectionHandler(Registrations);
        PayAgain = new PayAgainHandler(Registrations, Reference);
        Extend = new ExtendWindowHandler(Store, Registrations, Reference, Hash, Ids);
        Lock = new LockUnitHandler(Store, Store, Registrations, Reference, Ids);
        LockConfirmed = new LockConfirmed(Store, Store, Registrations);
        Lists = new ListRegistrations(Store);
        History = new ReadHistory(Store, Registrations);
        Guardianship = new Guardianship(Registrations, Book, Hash, bytes => bytes.Fill((byte)_keys++));
        Accounts = new FamilyAccounts(Store, Hash, Book);
        FileClass = new FileClassHandler(Registrations, Filing, Book);
        Retention = new EnforceRetention(Store, Store, Store, Directory, Reference, Book, Ids, Clock, NullLogger<EnforceRetention>.Instance);
        Erase = new EraseRegistration(Store, Reference, Book, Blobs, Ids, Clock);
        Portal = new PortalDossiers(Store, Registrations, Filing, Directory, Edit, Hash, Ids, Clock);
    }

    public MemoryStore Store { get; } = new();
    public MemoryBlobs Blobs { get; } = new();
    public FakeTimeProvider Clock { get; } = new(Start);
    public ExamRuleBook Book { get; } = new();
    public IdSource Ids { get; }
    public KeyedHash Hash { get; }
    public Counters Counters { get; }
    public ExamReference Reference { get; }
    public ExamDirectory Directory { get; }
    public DefineSessionHandler DefineSession { get; }
    public DefineUnitHandler DefineUnit { get; }
    public FilingWindow Window { get; }
    public Filing Filing { get; }
    public Registrations Registrations { get; }
    public SubmitRegistrationHandler Submit { get; }
    public ReadRegistration Read { get; }
    public ApplyFeePaid FeePaid { get; }
    public ApplyFeeNews FeeNews { get; }
    public SaveDraftHandler SaveDraft { get; }
    public SubmitDraftHandler SubmitDraft { get; }
    public EditRegistrationHandler Edit { get; }
    public WithdrawRegistrationHandler Withdraw { get; }
    public CheckRegistrationHandler Check { get; }
    public RequestCorrectionHandler Correct { get; }
    public PayAgainHandler PayAgain { get; }
    public ExtendWindowHandler Extend { get; }
    public LockUnitHandler Lock { get; }
    public LockConfirmed LockConfirmed { get; }
    public ListRegistrations Lists { get; }
    public ReadHistory History { get; }
    public Guardianship Guardianship { get; }
    public FamilyAccounts Accounts { get; }
    public FileClassHandler FileClass { get; }
    public EnforceRetention Retention { get; }
    public EraseRegistration Erase { get; }
    public PortalDossiers Portal { get; }
    public static ExamSession Session { get; } = DemoExams.Open(Start);

    public static async Task<ExamWorld> OpenAsync()
    {
        var world = await OpenUnlistedAsync();
        await world.ProjectAsync();
        world.Store.Sent.Clear();
        return world;
    }

    /// <summary>The same before any list knows of it; see <see cref="ProjectAsync"/>.</summary>
    public static async Task<ExamWorld> OpenUnlistedAsync()
    {
        var world = new ExamWorld();
        await new DemoExams(world.DefineSession, world.DefineUnit, world.Clock).SeedAsync(Ct);
        return world;
    }

    public Asked By(Caller caller, string? key = null, DateTimeOffset? at = null) => new(
        caller,
        at ?? Clock.GetUtcNow(),
        "corr-1",
        "vi",
        Cause.Request("http:" + caller.Id, key ?? $"key-{++_keys}", "fp"));

    public static ConsentGiven Yes { get; } = new("2026-01", Relationship.Parent, Agreed: true);

    /// <summary>A form nothing is wrong with: a candidate in grade 12 at the school.</summary>
    public static RegistrationForm Form(string personalNumber = "001209000123") => new()
    {
        Type = CandidateType.A,
        Purpose = ExamPurpose.Both,
        Name = "Nguyễn Văn An",
        Sex = Sex.Male,
        DateOfBirth = new DateOnly(2009, 5, 4),
        BirthPlace = "01",
        Ethnicity = "01",
        PersonalNumber = personalNumber,
        ResidenceProvince = "01",
        Grade10School = School,
        Grade11School = School,
        Grade12School = School,
        Class = "12A1",
        Phone = "0912345678",
        Email = "lan@example.vn",
        Address = "Số 1 phố Minh Họa",
        Programme = Programme.General,
        Unit = School,
        StudiedSubjects = ["physics", "chemistry", "history", "foreign-language"],
        Electives = ["physics", "foreign-language"],
        Language = "N1",
    };

    /// <summary>A free candidate at the Department's desk, which needs no check.</summary>
    public static RegistrationForm FreeForm(string personalNumber = "001205000777") => Form(personalNumber) with
    {
        Type = CandidateType.C,
        DateOfBirth = new DateOnly(2005, 5, 4),
        Unit = FreeDesk,
        Class = null,
        GraduationYear = 2023,
        StudiedSubjects = null,
        Electives = ["history", "geography"],
        Language = null,
    };

    public async Task<RegistrationAnswer> SubmitAsync(RegistrationForm? form = null, Caller? by = null)
    {
        var result = await Submit.HandleAsync(
            new SubmitRegistration(DemoExams.Session, form ?? Form(), Yes), By(by ?? Lan), Ct);
        return result.Value;
    }

    public async Task<Registration> StateOfAsync(RecordId id) =>
        (await Registrations.LoadAsync(id, Ct)).State!;

    public ValueTask PayAsync(RegistrationAnswer answer, long? amountVnd = null, RecordId? payment = null) => FeePaid.HandleAsync(
        new FeePaidV1(
            payment ?? answer.Payment!.Value,
            answer.Registration,
            Money.Vnd(amountVnd ?? answer.FeeAmount!.Value.MinorUnits),
            Clock.GetUtcNow(),
            "sandbox",
            "SBX-1"),
        Delivery(answer.Registration),
        Ct);

    public async Task<RegistrationAnswer> CheckAsync(RegistrationAnswer answer) =>
        (await Check.HandleAsync(new(answer.Registration, await VersionOfAsync(answer.Registration)), By(Officer), Ct)).Value;

    public async Task<RegistrationAnswer> CorrectAsync(RegistrationAnswer answer) => (await Correct.HandleAsync(
        new(answer.Registration, [new CorrectionReason("class", "Sai lớp")], await VersionOfAsync(answer.Registration)), By(Officer), Ct)).Value;

    public async Task<long> VersionOfAsync(RecordId id) => (await Registrations.LoadAsync(id, Ct)).Version;

    /// <summary>What the portal was told so far.</summary>
    public IEnumerable<PortalState> ToldThePortal => Store.SentOf(PortalContracts.DossierMoved).Select(moved => moved.State);

    /// <summary>Brings the lists up to date with everything that was sent.</summary>
    public async Task ProjectAsync()
    {
        foreach (var unit in Store.SentOf(ExamContracts.UnitChanged)) await Store.ApplyAsync([.. ExamDirectory.Rows(unit)], Ct);
        foreach (var session in Store.SentOf(ExamContracts.SessionChanged)) await Store.ApplyAsync([.. ExamDirectory.Rows(session)], Ct);
        foreach (var changed in Store.SentOf(ExamContracts.RegistrationChanged)) await Store.ApplyAsync([.. ExamViews.Rows(changed)], Ct);
        foreach (var erased in Store.SentOf(ExamContracts.RegistrationErased)) await Store.ApplyAsync([.. ExamViews.Rows(erased)], Ct);
    }

    /// <summary>Lets what was read of sessions and units grow old.</summary>
    public void ForgetReference() => Clock.Advance(ExamReference.MaxAge + TimeSpan.FromMilliseconds(1));

    /// <summary>A message as it is delivered; each with an id of its own unless one is given.</summary>
    public MessageContext Delivery(RecordId session, string? id = null)
    {
        var message = new Message(id ?? Ids.Next(), "test", session, Clock.GetUtcNow(), "corr-2", default);
        return new MessageContext(message, new Cause("exams", message.Id), 1);
    }

    public void Dispose() => Counters.Dispose();
}
