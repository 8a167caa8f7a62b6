/* Only for trials under Wine 8, never shipped: the part of Windows that tells Qt the system's colours, which that Wine lacks.
   It answers every question with fixed colours or "not there". */
#include <windows.h>

typedef struct { const void *functions; } Thing;
static const GUID unknown = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID inspectable = {0xAF86E2E0, 0xB12D, 0x4C6A, {0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90}};
static const GUID agile = {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}};
static const GUID activation = {0x35, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID ui_settings = {0x85361600, 0x1C63, 0x4627, {0xBC, 0xB1, 0x3A, 0x89, 0xE0, 0xBC, 0x9C, 0x55}};
static const GUID ui_settings_3 = {0x03021BE4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xF7, 0xD0, 0x6D, 0x7B}};
static const GUID accessibility = {0xFE0E8147, 0xC4C0, 0x4562, {0xB9, 0x62, 0x13, 0x27, 0xB5, 0x2A, 0xD5, 0xB9}};
static Thing factory, settings, colours, contrast;

static BOOL same(const GUID *one, const GUID *other) { return !memcmp(one, other, sizeof(GUID)); }

static HRESULT WINAPI query(Thing *self, const GUID *kind, void **found) {
    *found = NULL;
    if (same(kind, &unknown) || same(kind, &inspectable) || same(kind, &agile)) *found = self;
    else if (same(kind, &activation) && self == &factory) *found = &factory;
    else if (same(kind, &ui_settings)) *found = &settings;
    else if (same(kind, &ui_settings_3)) *found = &colours;
    else if (same(kind, &accessibility)) *found = &contrast;
    return *found ? S_OK : E_NOINTERFACE;
}
static ULONG WINAPI count(Thing *self) { (void)self; return 2; }
static HRESULT WINAPI kinds(Thing *self, ULONG *number, GUID **list) { (void)self; *number = 0; *list = NULL; return S_OK; }
static HRESULT WINAPI name(Thing *self, void **text) { (void)self; *text = NULL; return S_OK; }
static HRESULT WINAPI trust(Thing *self, int *level) { (void)self; *level = 0; return S_OK; }
static HRESULT WINAPI activate(Thing *self, void **made) { (void)self; *made = &settings; return S_OK; }
static HRESULT WINAPI absent(Thing *self) { (void)self; return E_NOTIMPL; }
static HRESULT WINAPI colour(Thing *self, int which, DWORD *value) { /* alpha, red, green, blue bytes */
    (void)self;
    *value = which == 0 ? 0xFFFFFFFF : which == 1 ? 0x000000FF : 0xD77800FF;
    return S_OK;
}
static HRESULT WINAPI watch(Thing *self, void *handler, LONGLONG *token) { (void)self; (void)handler; *token = 1; return S_OK; }
static HRESULT WINAPI unwatch(Thing *self, LONGLONG token) { (void)self; (void)token; return S_OK; }
static HRESULT WINAPI high(Thing *self, BYTE *value) { (void)self; *value = 0; return S_OK; }

static const void *factory_functions[] = {query, count, count, kinds, name, trust, activate};
static const void *settings_functions[] = {query, count, count, kinds, name, trust, absent, absent, absent, absent,
                                           absent, absent, absent, absent, absent, absent, absent, absent, absent};
static const void *colours_functions[] = {query, count, count, kinds, name, trust, colour, watch, unwatch};
static const void *contrast_functions[] = {query, count, count, kinds, name, trust, high, name, watch, unwatch};
static Thing factory = {factory_functions}, settings = {settings_functions}, colours = {colours_functions}, contrast = {contrast_functions};

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *which, void **found) { (void)which; *found = &factory; return S_OK; }
__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
