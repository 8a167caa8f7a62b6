; The Windows installer. Defined by the caller: SOURCE (finished folder), TARGET (setup.exe), VERSION, ICON.
; /S silent; /AllUsers for everybody (needs an administrator); /D=folder, last, another place.
; Left codes: 0 done, 1 given up, 2 failed, 3 not a 64-bit Windows 10, 4 the program is running, 5 a newer version is there, 6 no rights for /AllUsers.
Unicode true
Target amd64-unicode
!define APP "ronghe"
!define TITLE "融合试点工作台"
!define ARP "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
!define CLASSES "Software\Classes"
!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh

Name "${TITLE}"
OutFile "${TARGET}"
RequestExecutionLevel user
InstallDir ""
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestSupportedOS Win10
ManifestDPIAware true
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

Var everybody
Var installed

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${APP}.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TEXT "程序已卸载。账套、备份和设置没有删除，仍在各用户的“%LOCALAPPDATA%\ronghe”（或用户自己选的位置）。"
!insertmacro MUI_UNPAGE_FINISH
!insertmacro MUI_LANGUAGE "SimpChinese"

!macro CHOOSE_CONTEXT
  ${If} $everybody == 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
!macroend

!macro REFUSE_WHILE_RUNNING
  ${If} ${FileExists} "$INSTDIR\${APP}.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\${APP}.exe" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "${TITLE}正在运行。请先关闭它，再重新开始。" /SD IDOK
      SetErrorLevel 4
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "需要 64 位的 Windows 10 或更高版本。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  SetRegView 64
  StrCpy $everybody 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      MessageBox MB_OK|MB_ICONSTOP "为所有用户安装需要管理员权限。请右键选“以管理员身份运行”，或去掉 /AllUsers 只为自己安装。" /SD IDOK
      SetErrorLevel 6
      Quit
    ${EndIf}
    StrCpy $everybody 1
  ${EndIf}
  !insertmacro CHOOSE_CONTEXT
  ReadRegStr $installed SHCTX "${ARP}" "DisplayVersion"
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${ARP}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $everybody == 1
      StrCpy $INSTDIR "$PROGRAMFILES64\${APP}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${APP}"
    ${EndIf}
  ${EndIf}
  ${If} $installed != ""
    ${VersionCompare} "$installed" "${VERSION}" $0
    ${If} $0 == 1
      MessageBox MB_OK|MB_ICONSTOP "本机已装 $installed 版，比要装的 ${VERSION} 版新。为免账套打不开，没有安装。$\r$\n确实要装旧版的，请先卸载（数据会保留）。" /SD IDOK
      SetErrorLevel 5
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

!macro ASSOCIATE ENDING KIND WORDS
  WriteRegStr SHCTX "${CLASSES}\${ENDING}" "" "${APP}.${KIND}"
  WriteRegStr SHCTX "${CLASSES}\${APP}.${KIND}" "" "${WORDS}"
  WriteRegStr SHCTX "${CLASSES}\${APP}.${KIND}\DefaultIcon" "" "$INSTDIR\${APP}.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${APP}.${KIND}\shell\open\command" "" '"$INSTDIR\${APP}.exe" "%1"'
!macroend

!macro DISSOCIATE ENDING KIND
  DeleteRegKey SHCTX "${CLASSES}\${APP}.${KIND}"
  ReadRegStr $0 SHCTX "${CLASSES}\${ENDING}" ""
  ${If} $0 == "${APP}.${KIND}"
    DeleteRegKey SHCTX "${CLASSES}\${ENDING}"
  ${EndIf}
!macroend

Section
  !insertmacro CHOOSE_CONTEXT
  !insertmacro REFUSE_WHILE_RUNNING
  ; Nothing of an older version may stay behind; what users make never lies in here.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licenses"
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${SOURCE}/*"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "文件没有写完，多为磁盘已满或没有写入“$INSTDIR”的权限。请腾出空间或换一个位置，再重新安装。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${APP}.exe"
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\${APP}.exe"
  !insertmacro ASSOCIATE ".rhbs" "report" "融合试点报送包"
  !insertmacro ASSOCIATE ".rhfk" "feedback" "融合试点反馈包"
  !insertmacro ASSOCIATE ".rhfa" "programme" "融合试点方案包"
  !insertmacro ASSOCIATE ".rhjj" "handover" "融合试点交接包"
  WriteRegStr SHCTX "${ARP}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${ARP}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ARP}" "DisplayIcon" "$INSTDIR\${APP}.exe"
  WriteRegStr SHCTX "${ARP}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ARP}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${ARP}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${ARP}" "AllUsers" $everybody
  WriteRegDWORD SHCTX "${ARP}" "NoModify" 1
  WriteRegDWORD SHCTX "${ARP}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${ARP}" "EstimatedSize" "$0"
  ${RefreshShellIcons}
SectionEnd

Function un.onInit
  SetRegView 64
  StrCpy $everybody 0
  ; For everybody, when the entry for everybody names this folder.
  ReadRegStr $0 HKLM "${ARP}" "InstallLocation"
  ${If} $0 == $INSTDIR
    StrCpy $everybody 1
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      MessageBox MB_OK|MB_ICONSTOP "程序是为所有用户安装的，卸载需要管理员权限。请用管理员账户卸载。" /SD IDOK
      SetErrorLevel 6
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Uninstall"
  !insertmacro CHOOSE_CONTEXT
  !insertmacro REFUSE_WHILE_RUNNING
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licenses"
  Delete "$INSTDIR\${APP}.exe"
  Delete "$INSTDIR\${APP}-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; Only when nothing else lies in it.
  RMDir "$INSTDIR"
  !insertmacro DISSOCIATE ".rhbs" "report"
  !insertmacro DISSOCIATE ".rhfk" "feedback"
  !insertmacro DISSOCIATE ".rhfa" "programme"
  !insertmacro DISSOCIATE ".rhjj" "handover"
  DeleteRegKey SHCTX "${ARP}"
  ${RefreshShellIcons}
SectionEnd
